# ruff: noqa
"""Writes what programs that fill in templates, formats and translations would run."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "A word of the student is taken for a part of a template, a format or a message."

# %%
TEXTS = (
    "{{ 7 * 7 }}{% include '/etc/passwd' %}{# x #}",
    "{{ self.__init__.__globals__.__builtins__.open('/etc/passwd').read() }}",
    "{0.__class__.__mro__} {mib} {limits.memory_mib} {} {kib:>1000000000}",
    "%(name)s %s %n %999999999d",
    "${7*7} $name ${env:PATH} <%= 7 * 7 %> #{7*7}",
    "<!--#include virtual='/etc/passwd' --> &xxe; ]]>",
    "\\input{/etc/passwd} \\write18{id} $$\\def\\x{\\x\\x}\\x$$",
    "`id` $(id) ; id | id && id",
    "__proto__ constructor prototype",
)
for text in TEXTS:
    print(text)
    globals()[text] = 1


def double(x):
    raise type(TEXTS[0], (Exception,), {})("\n".join(TEXTS))


def mean(x):
    return dict.fromkeys(TEXTS, TEXTS)


# %% {{ 7 * 7 }} exercise="{{ 7 * 7 }}"
raise type(TEXTS[2], (Exception,), {})(TEXTS[2])
