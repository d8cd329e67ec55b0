import {X509Certificate} from 'node:crypto'
import {readFileSync} from 'node:fs'
import type {Context} from '@ome/sdk/context'
import {redact} from '@ome/sdk/text'
import {type Finding, fail, ok, type Probe, warn} from '../finding.ts'
import {isReadable} from './kubeconfig.ts'

/** Proxy variables and files with certificate authorities. */
export const networkProbe: Probe = {
  title: 'proxy',
  run: async ({context}) => [...proxies(context), ...authorities(context)],
}

function proxies({env}: Context): Finding[] {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']
  const set = names.flatMap((name) => (env[name] ? [{name, value: env[name]}] : []))
  const exempt = env['no_proxy'] || env['NO_PROXY'] || ''
  const findings = set.map(({name, value}): Finding => {
    const url = value.includes('://') ? value : `http://${value}`
    if (!URL.canParse(url)) return fail('proxy', `${name} is not an address`, `unset ${name}`)
    const {protocol, host} = new URL(url)
    return /^(https?|socks5h?):$/.test(protocol)
      ? ok('proxy', `${name} is ${redact(`${protocol}//${host}`)}`)
      : fail('proxy', `${name}: ${protocol}// is no proxy that can be used`, `unset ${name}`)
  })
  const local = exempt.split(',').map((word) => word.trim())
  const covers = local.includes('*') || ['localhost', '127.0.0.1'].every((host) => local.includes(host))
  return set.length > 0 && !covers
    ? [
        ...findings,
        warn(
          'proxy',
          'NO_PROXY leaves out localhost or 127.0.0.1, where sandboxes and port-forwards are',
          `export NO_PROXY=localhost,127.0.0.1${exempt ? `,${exempt}` : ''}`,
        ),
      ]
    : findings
}

function authorities({env, settings}: Context): Finding[] {
  const rows: unknown = settings.get('registries')
  const files = [
    ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].flatMap((name) => (env[name] ? [{from: name, path: env[name]}] : [])),
    ...(Array.isArray(rows) ? rows : []).flatMap(({id, caFile}) =>
      typeof caFile === 'string' ? [{from: `registry ${id}`, path: caFile}] : [],
    ),
  ]
  return files.map(({from, path}) => {
    if (!isReadable(path)) return fail('ca', `${from}: ${path} cannot be read`)
    return holdsCertificate(path) ? ok('ca', `${from}: ${path}`) : fail('ca', `${from}: ${path} holds no certificate`)
  })
}

function holdsCertificate(path: string): boolean {
  try {
    return new X509Certificate(readFileSync(path)).subject !== undefined
  } catch {
    // Not PEM, or a folder: either way nothing that could be trusted.
    return false
  }
}
