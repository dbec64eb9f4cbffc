package banyan.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Bytes32;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

class LinkTlsTest {
  @Test
  void theCertificateIsAsTheStandardHasIt() throws Exception {
    ThrowawayCertificate own = ThrowawayCertificate.make();
    X509Certificate certificate = own.certificate();
    certificate.verify(certificate.getPublicKey());
    certificate.checkValidity();
    assertEquals(3, certificate.getVersion());
    assertEquals("SHA256withECDSA", certificate.getSigAlgName());
    assertEquals("CN=banyan", certificate.getSubjectX500Principal().getName());
    assertEquals(
        Bytes32.sha256(certificate.getPublicKey().getEncoded()), ThrowawayCertificate.keyHash(certificate));
  }

  @Test
  void everyProcessHasAKeyOfItsOwnAndOnlyOne() {
    assertNotEquals(LinkTls.makeByJdk().keyHash(), LinkTls.makeByJdk().keyHash());
    assertSame(Encryption.ofThisProcess().tls().join(), Encryption.ofThisProcess().tls().join());
  }

  @Test
  void onlyTls13WithAesIsOffered() {
    for (LinkTls tls : List.of(LinkTls.makeByJdk(), Encryption.ofThisProcess().tls().join())) {
      for (boolean dials : new boolean[] {true, false}) {
        SSLEngine engine = tls.handler(dials, UnpooledByteBufAllocator.DEFAULT).engine();
        assertEquals(List.of("TLSv1.3"), List.of(engine.getEnabledProtocols()).stream()
            .filter(version -> !version.equals("SSLv2Hello")).toList(), tls.provider());
        assertEquals(!dials, engine.getNeedClientAuth(), tls.provider());
        // BoringSSL's holds memory of its own.
        ReferenceCountUtil.release(engine);
      }
    }
    SSLEngine byJdk = LinkTls.makeByJdk().handler(true, UnpooledByteBufAllocator.DEFAULT).engine();
    assertEquals(
        List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"), List.of(byJdk.getEnabledCipherSuites()));
  }

  @Test
  void theRehearsalIsAWholeHandshake() {
    for (LinkTls tls : List.of(LinkTls.makeByJdk(), Encryption.ofThisProcess().tls().join())) {
      assertTrue(tls.rehearse(), tls.provider());
    }
  }

  @Test
  void aChainOfCertificatesIsNotTaken() {
    X509Certificate one = ThrowawayCertificate.make().certificate();
    AnyCertificate any = new AnyCertificate();
    assertThrows(CertificateException.class, () -> any.checkServerTrusted(new X509Certificate[0], "EC"));
    assertThrows(
        CertificateException.class, () -> any.checkClientTrusted(new X509Certificate[] {one, one}, "EC"));
  }

  @Test
  void linksInClearTextHaveNoTls() {
    assertThrows(IllegalStateException.class, Encryption.NONE::tls);
    assertEquals(false, Encryption.NONE.isOn());
  }
}
