package banyan.directory;

import banyan.protocol.Bytes32;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.SignatureVerifier;
import banyan.protocol.Signer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.HashMap;
import java.util.Map;

/** Real Ed25519 key pairs by the JDK; a verifier that knows those that were made here. */
final class TestKeys implements SignatureVerifier {
  private final Map<PublicKey, java.security.PublicKey> known = new HashMap<>();

  Signer newSigner() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      byte[] raw = new byte[32];
      System.arraycopy(encoded, encoded.length - 32, raw, 0, 32);
      PublicKey key = new PublicKey(PublicKey.ED25519, Bytes32.of(raw));
      known.put(key, pair.getPublic());
      return new Signer() {
        @Override
        public PublicKey publicKey() {
          return key;
        }

        @Override
        public Signature sign(byte[] message) {
          try {
            java.security.Signature signature = java.security.Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return Signature.of(signature.sign());
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        }
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean verify(PublicKey key, byte[] message, Signature signature) {
    try {
      java.security.Signature verifier = java.security.Signature.getInstance("Ed25519");
      java.security.PublicKey jdkKey = known.get(key);
      if (jdkKey == null) {
        return false;
      }
      verifier.initVerify(jdkKey);
      verifier.update(message);
      return verifier.verify(signature.toByteArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
