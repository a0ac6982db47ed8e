"""The passwords of at least 12 characters that everybody tries first. Own list.

Stems are met in every spelling with digits and signs around them; walks are rows of keys or signs,
of which any piece, forwards or backwards, is refused.
"""

from typing import Final

_STEMS: Final = """
password passwords passwort passw pass passphrase mypassword thepassword newpassword
userpassword rootpassword adminpassword defaultpassword secretpassword passwordpassword
admin adminadmin administrator administrators superadmin sysadmin systemadmin rootroot
superuser supervisor operator auditor manager default defaultuser changeme changemenow
changethis pleasechangeme welcome welcomeback welcomehome letmein letmeinnow iloveyou
iloveyouforever trustno trustnoone qwerty qwertyqwerty qwertyuiop asdfghjkl zxcvbnm qazwsx
qazwsxedc qwe qweasd qweasdzxc asdfasdf abcdef abcabc monkey dragon football baseball
sunshine princess superman batman shadow master michael jordan computer internet samsung
testtest testing testuser guestguest temppassword temporary secret secretsecret enterprise
factory lingnan lingnanlingnan woaini woainiwoaini zhongguo mima china chinachina huawei
alibaba tencent correcthorsebatterystaple thisismypassword idontknow nopassword iamadmin
"""
STEMS: Final = frozenset(_STEMS.split())
WALKS: Final = (
    "01234567890123456789012345678901234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvbnm",
    "1234567890qwertyuiopasdfghjklzxcvbnm1234567890",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p1qaz2wsx3edc4rfv",
    "1q2w3e4r5t6y7u8i9o0p1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolpqazwsxedcrfvtgbyhnujmikolp",
    "a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0",
    "1a2b3c4d5e6f7g8h9i0j1a2b3c4d5e6f7g8h9i0j",
    "112233445566778899001122334455667788990011223344",
    "1112223334445556667778889990001112223334445556667",
    "5201314520131452013145201314",
    "1314520131452013145201314520",
    "147258369147258369147258369",
    "123123456456789789123123456456789789",
    "123qweasdzxc123qweasdzxc123qweasdzxc",
)
