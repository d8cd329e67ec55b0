import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {serveSigned} from './signed-files.ts'

describe('the signed files of a server', () => {
  let root: string
  let server: Server
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'ome-signed-'))
    mkdirSync(join(root, 'tree/index'), {recursive: true})
    mkdirSync(join(root, 'tree/root'))
    symlinkSync(join(root, 'tree'), join(root, 'published'))
    server = createServer((request, response) => serveSigned(join(root, 'published'), request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => {
    server.close()
    server.closeAllConnections()
    rmSync(root, {recursive: true, force: true})
  })

  const ask = async (path: string, method = 'GET'): Promise<readonly [number, string]> => {
    const {port} = server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}/ome/${path}`, {method})
    return [answer.status, await answer.text()]
  }

  it('a file of the tree is served, also behind a link inside it and when empty', async () => {
    writeFileSync(join(root, 'tree/index/1.json'), 'one')
    symlinkSync('1.json', join(root, 'tree/index/2.json'))
    writeFileSync(join(root, 'tree/index/3.json'), '')
    assert.deepEqual(await ask('index/1.json'), [200, 'one'])
    assert.deepEqual(await ask('index/1.json', 'HEAD'), [200, ''])
    assert.deepEqual(await ask('index/2.json'), [200, 'one'])
    assert.deepEqual(await ask('index/3.json'), [200, ''])
  })

  it('a link that leaves the tree, a pipe, a folder and what is not there are not', async () => {
    writeFileSync(join(root, 'key.pem'), 'secret')
    symlinkSync('../../key.pem', join(root, 'tree/root/1.json'))
    execFileSync('mkfifo', [join(root, 'tree/root/2.json')])
    mkdirSync(join(root, 'tree/root/3.json'))
    for (const path of ['root/1.json', 'root/2.json', 'root/3.json', 'root/4.json', '../key.pem'])
      assert.equal((await ask(path))[0], 404, path)
  })
})
