import assert from 'node:assert/strict'
import {type Certificates, makeCertificates} from '../../test/loopback/certificates.ts'
import {clientOf, data} from '../../test/loopback/client.ts'
import {httpProxy, socksProxy} from '../../test/loopback/proxies.ts'
import {json, loopback} from '../../test/loopback/server.ts'
import {proxyFor} from './proxy.ts'

const nodes = {group: '', version: 'v1', plural: 'nodes', namespaced: false}
const list = {kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: []}

describe('which proxy', () => {
  const variables = {HTTPS_PROXY: 'http://secure:3128', HTTP_PROXY: 'plain:3128'}
  const cases: readonly (readonly [string, string, string | undefined, Record<string, string>, string | undefined])[] =
    [
      ['the variable of the scheme', 'https://a.example', undefined, variables, 'http://secure:3128'],
      ['the other scheme, without a scheme of its own', 'http://a.example', undefined, variables, 'http://plain:3128'],
      ['lower case', 'https://a.example', undefined, {https_proxy: 'http://low:1'}, 'http://low:1'],
      ['none without variables', 'https://a.example', undefined, {}, undefined],
      ['proxy-url before the variables', 'https://a.example', 'socks5://s:1080', variables, 'socks5://s:1080'],
      ['proxy-url also for loopback', 'https://127.0.0.1:6443', 'http://p:1', {}, 'http://p:1'],
      ['none for loopback by the variables', 'https://127.0.0.1:6443', undefined, variables, undefined],
      ['none for localhost', 'https://localhost', undefined, variables, undefined],
      ['none for ::1', 'https://[::1]:6443', undefined, variables, undefined],
      ['none for everything', 'https://a.example', undefined, {...variables, NO_PROXY: '*'}, undefined],
      [
        'none for a name and what is under it',
        'https://api.a.example',
        undefined,
        {...variables, NO_PROXY: 'x, A.example'},
        undefined,
      ],
      [
        'a name is not a suffix of letters',
        'https://ba.example',
        undefined,
        {...variables, NO_PROXY: 'a.example'},
        'http://secure:3128',
      ],
      [
        'a dot excludes only what is under the name',
        'https://a.example',
        undefined,
        {...variables, NO_PROXY: '.a.example'},
        'http://secure:3128',
      ],
      ['none under a dotted name', 'https://b.a.example', undefined, {...variables, no_proxy: '.a.example'}, undefined],
      [
        'none for the port named',
        'https://a.example:6443',
        undefined,
        {...variables, NO_PROXY: 'a.example:6443'},
        undefined,
      ],
      [
        'another port is proxied',
        'https://a.example',
        undefined,
        {...variables, NO_PROXY: 'a.example:6443'},
        'http://secure:3128',
      ],
      ['none in an address range', 'https://10.1.2.3', undefined, {...variables, NO_PROXY: '10.0.0.0/8'}, undefined],
      [
        'outside of the range',
        'https://11.1.2.3',
        undefined,
        {...variables, NO_PROXY: '10.0.0.0/8'},
        'http://secure:3128',
      ],
      ['none in an IPv6 range', 'https://[fd00::5]', undefined, {...variables, NO_PROXY: 'fd00::/8'}, undefined],
      [
        'a broken range excludes nothing',
        'https://10.1.2.3',
        undefined,
        {...variables, NO_PROXY: '10.0.0.0/99,/8,x/8'},
        'http://secure:3128',
      ],
    ]
  for (const [name, target, proxyUrl, env, expected] of cases) {
    it(`is ${name}`, () => {
      const found = proxyFor(new URL(target), proxyUrl, env)
      assert.equal(found && `${found.protocol}//${found.host}`, expected)
    })
  }

  it('is refused when it is no proxy URL', () => {
    assert.throws(() => proxyFor(new URL('https://a.example'), 'ftp://x', {}), {
      kind: 'usage',
      message: 'proxy-url is not an http, https or socks5 URL',
    })
  })
})

describe('through a proxy', () => {
  let certificates: Certificates

  before(async () => {
    certificates = await makeCertificates()
  })

  const kinds = [
    [
      'an HTTP proxy',
      () => httpProxy(),
      (host: string) => `http://me:p%40ss@${host}`,
      (target: string) => `${target} Basic ${btoa('me:p@ss')}`,
    ],
    ['a SOCKS proxy', () => socksProxy(), (host: string) => `socks5://${host}`, (target: string) => target],
    [
      'a SOCKS proxy that asks for a password',
      () => socksProxy('me:p@ss'),
      (host: string) => `socks5://me:p%40ss@${host}`,
      (target: string) => target,
    ],
  ] as const
  for (const [name, start, url, asked] of kinds) {
    it(`${name} carries TLS to the server, verified end to end, over one connection`, async () => {
      await using server = await loopback((_request, response) => json(response, list), certificates.server)
      await using proxy = await start()
      using client = await clientOf(server, {
        cluster: {'certificate-authority-data': data(certificates.ca), 'proxy-url': url(proxy.host)},
      })

      await client.kube.list(nodes)
      await client.kube.list(nodes)

      assert.deepEqual(proxy.asked, [asked(`127.0.0.1:${server.port}`)])
    })
  }

  it('a certificate of an unknown authority is still refused', async () => {
    const other = await makeCertificates()
    await using server = await loopback((_request, response) => json(response, list), certificates.server)
    await using proxy = await httpProxy()
    using client = await clientOf(server, {
      cluster: {'certificate-authority-data': data(other.ca), 'proxy-url': `http://${proxy.host}`},
    })

    await assert.rejects(client.kube.list(nodes), {kind: 'unreachable', message: /unknown authority/})
  })

  it('what the proxy refuses is said, without its password', async () => {
    await using server = await loopback((_request, response) => json(response, list))
    await using proxy = await httpProxy(407)
    await using socks = await socksProxy('me:right')
    using first = await clientOf(server, {cluster: {'proxy-url': `http://me:wrong@${proxy.host}`}})
    using second = await clientOf(server, {cluster: {'proxy-url': `socks5://me:wrong@${socks.host}`}})

    const target = `127.0.0.1:${server.port}`
    await assert.rejects(first.kube.list(nodes), {
      kind: 'unreachable',
      message: `the proxy ${proxy.host} does not lead to ${target}: it answered 407 No`,
    })
    await assert.rejects(second.kube.list(nodes), {
      kind: 'unreachable',
      message: `the proxy ${socks.host} does not lead to ${target}: it refused user and password`,
    })
  })
})
