package banyan.tls;

import banyan.protocol.Bytes32;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;

/**
 * An ECDSA P-256 key that lives as long as its process, in the least certificate that TLS takes (RFC 5280): it says
 * nothing, is signed by itself, and is never on disk.
 */
final class ThrowawayCertificate {
  private static final byte[] ECDSA_WITH_SHA256 =
      Der.sequence(Der.objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  private static final byte[] COMMON_NAME = Der.objectId(0x55, 0x04, 0x03);

  private final PrivateKey key;
  private final X509Certificate certificate;

  private ThrowawayCertificate(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  static ThrowawayCertificate make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] content = content(pair.getPublic().getEncoded());
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(content);
      byte[] encoded = Der.sequence(content, ECDSA_WITH_SHA256, Der.bitString(signature.sign()));
      return new ThrowawayCertificate(
          pair.getPrivate(),
          (X509Certificate) CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has ECDSA over P-256 and reads X.509", e);
    }
  }

  /** What is signed: version 3, a number, the algorithm, nobody's name, for ever (RFC 5280, 4.1.2.5), and the key. */
  private static byte[] content(byte[] publicKeyInfo) {
    byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8("banyan"))));
    byte[] validity = Der.sequence(Der.generalizedTime("20000101000000Z"), Der.generalizedTime("99991231235959Z"));
    return Der.sequence(
        Der.explicit(0, Der.integer(2)), Der.integer(1), ECDSA_WITH_SHA256, name, validity, name, publicKeyInfo);
  }

  PrivateKey key() {
    return key;
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** SHA-256 of a certificate's public key, as the certificate carries it (SubjectPublicKeyInfo). */
  static Bytes32 keyHash(X509Certificate certificate) {
    return Bytes32.sha256(certificate.getPublicKey().getEncoded());
  }

  /** As much of DER (ITU-T X.690) as such a certificate needs. */
  private static final class Der {
    static byte[] sequence(byte[]... parts) {
      return tagged(0x30, parts);
    }

    static byte[] set(byte[] part) {
      return tagged(0x31, part);
    }

    static byte[] explicit(int number, byte[] part) {
      return tagged(0xa0 + number, part);
    }

    /** @param value 0 to 127 */
    static byte[] integer(int value) {
      return tagged(0x02, new byte[] {(byte) value});
    }

    static byte[] objectId(int... encoded) {
      byte[] bytes = new byte[encoded.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) encoded[i];
      }
      return tagged(0x06, bytes);
    }

    static byte[] bitString(byte[] bits) {
      return tagged(0x03, new byte[] {0}, bits);
    }

    static byte[] utf8(String text) {
      return tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] generalizedTime(String time) {
      return tagged(0x18, time.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] tagged(int tag, byte[]... parts) {
      int length = 0;
      for (byte[] part : parts) {
        length += part.length;
      }
      int lengthBytes = length < 0x80 ? 1 : length < 0x100 ? 2 : 3;
      byte[] out = new byte[1 + lengthBytes + length];
      out[0] = (byte) tag;
      out[1] = (byte) (lengthBytes == 1 ? length : 0x80 + lengthBytes - 1);
      if (lengthBytes > 1) {
        out[lengthBytes] = (byte) length;
      }
      if (lengthBytes > 2) {
        out[2] = (byte) (length >> 8);
      }
      int at = 1 + lengthBytes;
      for (byte[] part : parts) {
        System.arraycopy(part, 0, out, at, part.length);
        at += part.length;
      }
      return out;
    }
  }
}
