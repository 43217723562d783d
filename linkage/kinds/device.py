"""`device`: the id of a phone, browser or machine, as it reports it; a copied one can be replayed."""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_WORDS = (
    "androidid", "android", "ios", "iphone", "ipad", "windows", "macos", "linux", "chrome", "safari", "firefox",
    "web", "browser", "desktop", "mobile", "tablet", "phone", "app", "pc", "server", "cookie", "localhost",
    "deviceid", "device", "uuid", "guid", "udid", "imei", "idfa", "gaid", "aaid", "id", "fingerprint", "genericx86",
    "genericx8664", "generic", "goldfish", "ranchu", "sdk", "googlesdk", "emulator", "simulator", "vbox",
    "virtualbox", "vmware", "qemu", "kvm", "bochs", "default", "test", "testdevice", "dummy", "sample", "example",
    "demo", "temp", "tmp", "guest", "self", "user", "error", "failed", "denied", "blocked", "disabled", "oem",
    "oemserial", "eval", "iatpass", "tulipcomputers", "standard", "systemserialnumb", "serialnumberxxxxxx",
    "oemdefaultstringinjectxxxxxxxxxx", "noid", "defaultstringxxxxxxxx", "tobefilledbyoem", "notauthenticated",
    "type1productconfigid", "type1sku0", "sernum", "parallels", "xen", "hyperv", "abcdefgh", "abcdef",
    "baseboardversion", "systemuuid", "machineid", "hostname", "nodeviceid", "nouuid", "noserial", "simulatorid",
    "emulatorid", "unknownandroid", "serial", "serialno", "serialnr", "productname", "modelname", "allseries",
    "virtualmachine", "vmwarevirtualplatform", "vmware71", "vmware201", "parallelsvirtualplatform",
    "parallelsarmvirtualmachine", "standardpci440fxpiix1996", "standardpcq35ich92009", "hvmdomu", "openstacknova",
    "kvmvirtualmachine", "googlecomputeengine", "filledbyoem", "oemfilled", "fullyvirtualized", "niluuid", "zerouuid",
    "macaddress", "ipaddress", "androidemulator", "iossimulator", "headlesschrome", "puppeteer", "selenium",
)  # fmt: skip
"""Words for want of an id, without spaces and punctuation."""

_MANY = (
    "9774d56d682e549c", "dead00beef", "deadbeef", "020000000000", "004999010640000", "358240051111110",
    "0123456789abcde", "sn12345", "mb1234567890", "sn123456fvgv3i0b8o5n6n7k", "5ekpm18320000397",
    "444553540000", "444553540001", "204153594eff", "02004e435049", "505054503030",
    "33506f453030", "24b620524153", "000bcafe0000", "005056c00001", "005056c00008", "0a0027000000",
    "0242ac110002", "0242ac110003", "001a7dda710a", "001a7dda7113", "feffffffffff", "028037ec0200",
    "03000200040005000006000700080009", "00020003000400050006000700080009", "03d40274043505dc8506010700080009",
    "6ab5b300538d10149fb5b0684d007b53", "4c4c454400002010802080c04f202020", "000102030405060708090a0b0c0d0e0f",
    "123456781234123412341234567890ab", "12345678123412341234123456789012", "12345678123456781234567812345678",
    "123456781234567890abcddeefaabbcc", "01234567890123456789012345678901", "0123456789ab0123456789ab01234567",
    "123e4567e89b12d3a456426614174000", "123e4567e89b12d3a456426655440000", "550e8400e29b41d4a716446655440000",
    "f47ac10b58cc4372a5670e02b2c3d479", "f81d4fae7dec11d0a76500a0c91e6bf6", "6ba7b8109dad11d180b400c04fd430c8",
    "6ba7b8119dad11d180b400c04fd430c8", "6ba7b8129dad11d180b400c04fd430c8", "6ba7b8149dad11d180b400c04fd430c8",
    "0000000054b3e7c70000000046bffd97", "012345678912345", "012345678901237", "490154203237518", "352099001761481",
    "310260000000000", "89014103211118510720",
)  # fmt: skip
"""Ids that thousands of machines report: a fault of Android, adapters of one number, firmware that nobody
filled in, the numbers of Android's emulator, and ids copied out of standards and examples."""

_FIRMWARE = (
    r"^(?:type[0-9])?(?:(?:base)?board|chassis|system|product|processor|cpu|memory|motherboard|enclosure|bios)?"
    r"(?:serial(?:number|no)?|assettag|sku(?:number)?|partnumber|manufacturer|version|family|uuid|productname|name)$"
)
"""What makers of boards leave in the fields of DMI (DMTF DSP0134) that nobody filled in."""

_SOFTWARE = r"^(?:0242ac1[1-9]|44455354)[0-9a-f]{4}$"
"""Addresses that containers and dialled lines give themselves."""


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Ids as they are, hex and UUIDs in lower case."""
    value = text.ident(raw)
    bare = value.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    many = text.among(bare, (*_WORDS, *_MANY)) | bare.str.contains(f"{_SOFTWARE}|{_FIRMWARE}").fill_null(
        False
    )
    return text.unless(many, value)


DEVICE = Kind("device", group=Group.DEVICE, clean=clean, forgeable=True, prior=16.0)
