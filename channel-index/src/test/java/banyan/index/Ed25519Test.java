package banyan.index;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Bytes32;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.Signer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Ed25519Test {
  /** The first test vector of RFC 8032, section 7.1. */
  @Test
  void theStandardsVectorVerifies() {
    PublicKey key = new PublicKey(PublicKey.ED25519, Bytes32.of(HexFormat.of().parseHex(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")));
    byte[] signature = HexFormat.of().parseHex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
            + "655141438e7a100b");
    assertTrue(Ed25519.VERIFIER.verify(key, new byte[0], Signature.of(signature)));
    assertFalse(Ed25519.VERIFIER.verify(key, new byte[1], Signature.of(signature)));
  }

  @Test
  void ownSignaturesVerifyAndChangedOnesDoNot() {
    for (int i = 0; i < 20; i++) {
      Signer signer = Ed25519.newSigner();
      byte[] message = {1, 2, 3, (byte) i};
      Signature signature = signer.sign(message);
      assertTrue(Ed25519.VERIFIER.verify(signer.publicKey(), message, signature));
      byte[] changed = signature.toByteArray();
      changed[i] ^= 4;
      assertFalse(Ed25519.VERIFIER.verify(signer.publicKey(), message, Signature.of(changed)));
      assertFalse(Ed25519.VERIFIER.verify(Ed25519.newSigner().publicKey(), message, signature));
    }
    assertFalse(Ed25519.VERIFIER.verify(Ed25519.newSigner().publicKey(), new byte[0], Signature.NONE));
  }

  @Test
  void aKeyThatIsNoPointVerifiesNothing() {
    PublicKey noPoint = new PublicKey(PublicKey.ED25519, new Bytes32(-1, -1, -1, -1));
    assertFalse(Ed25519.VERIFIER.verify(noPoint, new byte[0], Signature.NONE));
  }
}
