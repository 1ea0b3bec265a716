"""A certificate authority for one test run, and the stores that clients and brokers read."""

import pathlib
import subprocess

from .process import ServerError, run_checked

_OPENSSL_DAYS = "30"


class Certificates:
    """Makes these files in a directory, by openssl and keytool; nothing leaves the directory.

    | file | content |
    |---|---|
    | ca.pem | the authority that signed `broker`, `wrong-name` and `client` |
    | broker.pem | key and chain for 127.0.0.1 and localhost |
    | wrong-name.pem | key and chain for broker.example, which is never the broker's address |
    | client.pem, client.key | the client's chain and its key (PKCS 8) |
    | client-encrypted.key | the same key under KEY_PASSWORD |
    | keystore.p12, keystore.jks | the client's key and chain (in the JKS under KEY_PASSWORD) |
    | truststore.p12, truststore.jks | ca.pem |
    | other-ca.pem, other-truststore.p12, other-truststore.jks | an authority that signed nothing |

    Stores are under STORE_PASSWORD.
    """

    STORE_PASSWORD = "store-secret"
    KEY_PASSWORD = "key-secret"

    def __init__(self, directory):
        self._directory = pathlib.Path(directory)
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make_authority("ca")
        self._make_authority("other-ca")
        self._make_signed("broker", "IP:127.0.0.1,DNS:localhost")
        self._make_signed("wrong-name", "DNS:broker.example")
        self._make_signed("client", None)
        self._make_client_stores()
        self._make_trust_stores()

    def path(self, name):
        """The path of one of the files above, as text."""
        path = self._directory / name
        if not path.exists():
            raise ServerError(f"no file {name} among the certificates")
        return str(path)

    def _openssl(self, *arguments):
        run_checked(["openssl", *arguments])

    def _make_authority(self, name):
        self._openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", _OPENSSL_DAYS,
                      "-subj", f"/CN=streamsql test {name}",
                      "-out", self._directory / f"{name}.pem",
                      "-keyout", self._directory / f"{name}.key")

    def _make_signed(self, name, alternative_names):
        d = self._directory
        self._openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
                      "-keyout", d / f"{name}.key", "-out", d / f"{name}.csr")
        extensions = d / f"{name}.ext"
        extensions.write_text(
            f"subjectAltName={alternative_names}\n" if alternative_names else "")
        certificate = d / f"{name}.crt"
        self._openssl("x509", "-req", "-in", d / f"{name}.csr", "-CA", d / "ca.pem",
                      "-CAkey", d / "ca.key", "-CAcreateserial", "-days", _OPENSSL_DAYS,
                      "-extfile", extensions, "-out", certificate)
        chain = certificate.read_text() + (d / "ca.pem").read_text()
        key = (d / f"{name}.key").read_text() if name != "client" else ""
        (d / f"{name}.pem").write_text(key + chain)

    def _make_client_stores(self):
        d = self._directory
        self._openssl("pkcs8", "-topk8", "-in", d / "client.key",
                      "-out", d / "client-encrypted.key", "-passout", f"pass:{self.KEY_PASSWORD}")
        self._openssl("pkcs12", "-export", "-name", "client", "-inkey", d / "client.key",
                      "-in", d / "client.pem", "-out", d / "keystore.p12",
                      "-passout", f"pass:{self.STORE_PASSWORD}")
        run_checked(["keytool", "-importkeystore", "-noprompt", "-alias", "client",
                     "-srckeystore", d / "keystore.p12", "-srcstorepass", self.STORE_PASSWORD,
                     "-destkeystore", d / "keystore.jks", "-deststoretype", "JKS",
                     "-deststorepass", self.STORE_PASSWORD, "-destkeypass", self.KEY_PASSWORD])

    def _make_trust_stores(self):
        running = [
            self._start_import(authority, f"{prefix}truststore.{suffix}", store_type)
            for authority, prefix in (("ca", ""), ("other-ca", "other-"))
            for suffix, store_type in (("p12", "PKCS12"), ("jks", "JKS"))]
        for process in running:
            output, _ = process.communicate()
            if process.returncode != 0:
                raise ServerError(f"keytool failed\n{output}")

    def _start_import(self, authority, store, store_type):
        return subprocess.Popen(
            ["keytool", "-importcert", "-noprompt", "-alias", authority,
             "-file", self._directory / f"{authority}.pem", "-keystore", self._directory / store,
             "-storetype", store_type, "-storepass", self.STORE_PASSWORD],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
