import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {isOmeError} from '@ome/sdk/errors'
import {npmAuthorization} from './npmrc.ts'

describe('credentials of .npmrc', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-npmrc-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const found = (lines: string, url: string, env: Record<string, string> = {}): string | undefined => {
    writeFileSync(join(home, '.npmrc'), lines)
    return npmAuthorization(new URL(url), {HOME: home, ...env})
  }
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

  for (const [name, lines, url, wanted] of [
    ['a token', '//npm.example/:_authToken=abc', 'https://npm.example/x/-/x-1.tgz', 'Bearer abc'],
    ['a token in quotes', '//npm.example/:_authToken = "abc"', 'https://npm.example/x', 'Bearer abc'],
    ['a pair', '//npm.example/:_auth=dTpw', 'https://npm.example/x', 'Basic dTpw'],
    [
      'name and password',
      '//npm.example/:username=u\n//npm.example/:_password=cA==',
      'https://npm.example/x',
      basic('u:p'),
    ],
    ['the longest path', '//h/:_authToken=short\n//h/team/:_authToken=long', 'https://h/team/x', 'Bearer long'],
    ['another path', '//h/other/:_authToken=long', 'https://h/team/x', undefined],
    ['a path that only begins alike', '//h/team/:_authToken=long', 'https://h/teams/x', undefined],
    ['another host', '//npm.example/:_authToken=abc', 'https://npm.example.evil/x', undefined],
    ['another port', '//npm.example/:_authToken=abc', 'https://npm.example:8443/x', undefined],
    ['a port', '//npm.example:8443/:_authToken=abc', 'https://npm.example:8443/x', 'Bearer abc'],
    ['comments', '# //h/:_authToken=a\n;//h/:_authToken=b\nregistry=https://h/', 'https://h/x', undefined],
    ['the last of several lines', '//h/:_authToken=a\r\n//h/:_authToken=b\r\n', 'https://h/x', 'Bearer b'],
  ] as const) {
    it(name, () => assert.equal(found(lines, url), wanted))
  }

  it('variables are taken from the environment; one that is not set is named', () => {
    const lines = '//h/:_authToken=' + '$' + '{NPM_TOKEN}'
    assert.equal(found(lines, 'https://h/x', {NPM_TOKEN: 't'}), 'Bearer t')
    assert.throws(
      () => found(lines, 'https://h/x'),
      (error: unknown) =>
        isOmeError(error) && error.kind === 'usage' && /NPM_TOKEN, which is not set/.test(error.message),
    )
    assert.equal(found(lines, 'https://other/x'), undefined)
  })

  it('a token that would end the header is refused and not shown', () => {
    assert.throws(
      () => found('//h/:_authToken=' + '$' + '{T}', 'https://h/x', {T: 'secret\r\nx: y'}),
      (error: unknown) => isOmeError(error) && !error.message.includes('secret'),
    )
  })

  it('no file, no credentials', () => assert.equal(npmAuthorization(new URL('https://h/'), {HOME: home}), undefined))
})
