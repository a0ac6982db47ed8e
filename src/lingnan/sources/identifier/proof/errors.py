"""Anticipated failures of keys, secrets, sessions and certificates.

Not for a proof that does not hold: a wrong secret or signature is the answer False, because the
caller decides which response code of the protocol it becomes (Handle protocol facts §1.10).
"""

from lingnan.kernel import LingnanError, Text


class ProofError(LingnanError):
    """Any anticipated failure of this part."""


class DecryptionFailed(ProofError):
    """A ciphertext cannot be opened; never says why, so that nobody can probe the padding."""

    code = "NOD-150"
    what = Text("密文无法解密。", "The ciphertext cannot be decrypted.")
    remedy = Text(
        "请确认会话密钥或口令无误；会话可能已经失效，请重新建立会话。",
        "Check the session key or passphrase; the session may have ended, set up another.",
    )


class UnsupportedAlgorithm(ProofError):
    """An algorithm is unknown here, too weak to offer, or does not fit the key."""

    code = "NOD-151"
    what = Text("不支持的密码算法：{algorithm}。", "The algorithm {algorithm} is not supported.")
    remedy = Text(
        "请使用 RSA 与 SHA-256、SM2 与 SM3，或 AES、SM4 会话密钥。",
        "Use RSA with SHA-256, SM2 with SM3, or session keys of AES or SM4.",
    )


class MalformedProof(ProofError):
    """The octets of an answer, credential or token cannot be taken apart."""

    code = "NOD-152"
    what = Text("{part} 的格式不正确。", "The {part} is malformed.")
    remedy = Text(
        "请核对客户端的协议版本与编码；不要重复发送同一内容。",
        "Check the client's protocol version and encoding; do not send the same octets again.",
    )


class WorkAboveLimit(ProofError):
    """A secret-key answer asks for more PBKDF2 work than the node is willing to spend."""

    code = "NOD-153"
    what = Text(
        "口令派生的计算量 {work} 超过上限 {limit}。",
        "The key derivation asks for {work} rounds, above the limit of {limit}.",
    )
    remedy = Text(
        "请在客户端把 PBKDF2 迭代次数降到上限以内（默认 10000）。",
        "Lower the client's PBKDF2 iterations to the limit or below (the default is 10,000).",
    )


class BadKey(ProofError):
    """A key is damaged, outside the sizes accepted, or not of its curve or group."""

    code = "NOD-154"
    what = Text("密钥不可用：{reason}。", "The key is unusable: {reason}.")
    remedy = Text(
        "请重新导出密钥；RSA 应为 1024–8192 位，SM2 公钥应为曲线上的点。",
        "Export the key again; RSA has 1024–8192 bits, an SM2 public key is a point of the curve.",
    )


class WrongPassphrase(ProofError):
    """An encrypted private key does not open with the passphrase given, or none was given."""

    code = "NOD-155"
    what = Text("私钥文件 {path} 的口令不正确。", "The passphrase does not open {path}.")
    remedy = Text("请输入生成密钥时的口令。", "Give the passphrase that the key was written with.")


class KeyFileExposed(ProofError):
    """Others on the machine may read or write a private-key file."""

    code = "NOD-156"
    what = Text(
        "私钥文件 {path} 的权限为 {mode}，其他用户可以访问。",
        "Others may access the private-key file {path} (mode {mode}).",
    )
    remedy = Text(
        "请执行 chmod 600 后重试；如果密钥可能已经泄露，请更换密钥。",
        "Run chmod 600 and try again; replace the key if it may have leaked.",
    )


class VersionNotOffered(ProofError):
    """The protocol version has no sound rule for the credential or cipher asked for."""

    code = "NOD-157"
    what = Text(
        "协议版本 {version} 不支持 {part}。", "Protocol version {version} does not offer {part}."
    )
    remedy = Text(
        "请使用 2.4 或 2.7 以上的协议版本。", "Use protocol version 2.4, or 2.7 and above."
    )


class KeyFileMissing(ProofError):
    """A private-key file cannot be read, or would be overwritten."""

    code = "NOD-158"
    what = Text("私钥文件 {path} 不可用：{reason}。", "The key file {path} is unusable: {reason}.")
    remedy = Text(
        "请核对路径；不要覆盖仍在使用的密钥。", "Check the path; do not overwrite a key in use."
    )


class ChainRefused(ProofError):
    """The certificates above a signature cannot be followed to a root."""

    code = "NOD-159"
    what = Text(
        "证书链不可信：{reason}（{reference}）。",
        "The chain of certificates is not trusted: {reason} ({reference}).",
    )
    remedy = Text(
        "请检查签发者的 HS_CERT 值、有效期和信任根。",
        "Check the issuer's HS_CERT value, its validity and the trust root.",
    )
