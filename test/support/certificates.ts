import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fingerprintOf } from '#src/radius/certificate.ts'
import { tool } from './tool.ts'

/** The maker of certificates, or nothing: then what needs them is skipped. */
export const openssl = tool('openssl', 'openssl')

const EC_KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' ')

/** A certificate and its key, PEM, and the files that hold them. */
export type Issued = {
  readonly certificate: string
  readonly key: string
  readonly certificateFile: string
  readonly keyFile: string
  readonly fingerprint: string
}

/** A certificate authority for one test, in a folder of its own. */
export type Authority = Disposable & {
  readonly folder: string
  /** Its own certificate, PEM. */
  readonly certificate: string
  readonly certificateFile: string
  /** `names` as openssl writes them: `DNS:gw-1.city.vn`, `IP:127.0.0.1`; none makes none. */
  readonly issue: (commonName: string, ...names: readonly string[]) => Issued
  /** A list of the certificates revoked so far, these among them, PEM. */
  readonly revoke: (...revoked: readonly Issued[]) => string
}

/** Makes an authority with the lines the architecture's page gives a city. */
export function openAuthority(commonName = 'City CA'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'phu-song-ca-'))
  const file = (name: string) => join(folder, name)
  const run = (...words: string[]) =>
    execFileSync(openssl ?? '', words, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })

  run(
    'req',
    '-x509',
    ...EC_KEY,
    '-subj',
    `/CN=${commonName}`,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  )
  writeFileSync(file('index.txt'), '')
  writeFileSync(
    file('ca.cnf'),
    '[ca]\ndefault_ca=city\n[city]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=2\n',
  )
  const certificate = readFileSync(file('ca.pem'), 'utf8')
  let issued = 0

  return {
    folder,
    certificate,
    certificateFile: file('ca.pem'),
    issue(name, ...names) {
      const stem = `${++issued}-${name}`
      const made = { certificateFile: file(`${stem}.pem`), keyFile: file(`${stem}.key`) }
      const paths = ['-keyout', made.keyFile, '-out', made.certificateFile]
      const extensions = [
        'basicConstraints=critical,CA:FALSE',
        ...(names.length > 0 ? [`subjectAltName=${names.join(',')}`] : []),
      ].flatMap((extension) => ['-addext', extension])
      const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key']
      run('req', '-x509', ...signer, ...EC_KEY, '-subj', `/CN=${name}`, ...extensions, ...paths)
      const pem = readFileSync(made.certificateFile, 'utf8')
      return {
        ...made,
        certificate: pem,
        key: readFileSync(made.keyFile, 'utf8'),
        fingerprint: fingerprintOf(new X509Certificate(pem)),
      }
    },
    revoke(...revoked) {
      const signer = ['-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key']
      for (const { certificateFile } of revoked) run('ca', ...signer, '-revoke', certificateFile)
      return run('ca', ...signer, '-gencrl').toString()
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
