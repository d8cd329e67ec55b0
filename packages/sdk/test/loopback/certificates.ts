import {webcrypto} from 'node:crypto'

/** PEM texts of a test authority and of certificates that it signed. */
export interface Certificates {
  readonly ca: string
  readonly server: {readonly cert: string; readonly key: string}
  readonly client: {readonly cert: string; readonly key: string}
}

export interface CertificateWish {
  readonly names?: readonly string[]
  readonly notAfter?: Date
}

/** Issues certificates for a loopback server; `names` are its subject alternative names. */
export async function makeCertificates({
  names = ['localhost', '127.0.0.1'],
  notAfter = new Date('2099-01-01'),
}: CertificateWish = {}): Promise<Certificates> {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'}
  const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const validity = {notBefore: new Date('2020-01-01'), notAfter, signingAlgorithm: algorithm}
  const authority = await newKeys()
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    notAfter: new Date('2099-01-01'),
    name: 'CN=test authority',
    keys: authority,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  })
  const issue = async (subject: string, extensions: InstanceType<typeof x509.Extension>[]) => {
    const keys = await newKeys()
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity,
      subject,
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: authority.privateKey,
      extensions,
    })
    const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
    return {cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY')}
  }
  const alternatives = names.map((value) => ({
    type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('dns' as const),
    value,
  }))
  return {
    ca: ca.toString('pem'),
    server: await issue('CN=server', [new x509.SubjectAlternativeNameExtension(alternatives)]),
    client: await issue('O=devs,CN=bob', []),
  }
}
