import assert from 'node:assert/strict'
import {configAddress, onlyOme, refuseWebPage} from './page.ts'

describe('configAddress', () => {
  for (const [typed, endpoint, wanted] of [
    ['https://c.example/export/service/x', undefined, 'https://c.example/export/service/x'],
    ['https://c.example/export/service/x', '', 'https://c.example/export/service/x'],
    ['https://c.example/e?ns=a', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080/e?ns=a'],
    ['https://c.example/e', 'https://proxy.example/console/', 'https://proxy.example/console/e'],
    ['http://localhost:1/e', undefined, 'http://localhost:1/e'],
  ] as const)
    it(`${typed} by ${endpoint ?? 'itself'}`, () => assert.equal(configAddress(typed, endpoint).href, wanted))

  for (const [typed, endpoint] of [
    ['http://c.example/e', undefined],
    ['ftp://c.example/e', undefined],
    ['c.example/e', undefined],
    ['https://c.example/e', 'http://c.example'],
    ['https://c.example/e', 'nowhere'],
    ['http://127.0.0.1.evil.example/e', undefined],
  ] as const)
    it(`refuses ${typed} by ${endpoint ?? 'itself'}`, () =>
      assert.throws(() => configAddress(typed, endpoint), {kind: 'usage'}))
})

describe('a page', () => {
  const object = (apiVersion: string) => ({apiVersion, kind: 'Thing', metadata: {name: 'x'}})

  it('may hold objects of OME alone', () => {
    assert.equal(onlyOme([object('ome.io/v1beta1')], 'x').length, 1)
    for (const other of ['v1', 'ome.io.evil/v1', 'rbac.authorization.k8s.io/v1'])
      assert.throws(() => onlyOme([object('ome.io/v1beta1'), object(other)], 'x'), {kind: 'usage'})
    assert.throws(() => onlyOme([], 'x'), {kind: 'usage', message: 'x holds no objects'})
  })

  it('is not one for people', () => {
    const page = {type: 'text/plain', text: 'a: 1', source: 'x'}
    assert.doesNotThrow(() => refuseWebPage(page))
    assert.throws(() => refuseWebPage({...page, type: 'text/html'}), {kind: 'failed'})
    assert.throws(() => refuseWebPage({...page, text: '\n <!DOCTYPE html>'}), {kind: 'failed'})
  })
})
