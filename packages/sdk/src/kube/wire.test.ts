import assert from 'node:assert/strict'
import {openWire} from './wire.ts'

const open = () =>
  openWire(new URL('http://127.0.0.1:1'), {server: 'http://127.0.0.1:1', insecureSkipTlsVerify: false}, {})

describe('connections of a cluster', () => {
  it('are shared by requests that begin together', async () => {
    const wire = open()
    const [first, second] = await Promise.all([wire.agent(undefined), wire.agent(undefined)])
    assert.equal(first, second)
  })

  it('are others after the certificate was renewed, and the old ones end', async () => {
    const wire = open()
    const first = await wire.agent(undefined)
    let ended = 0
    first.destroy = () => {
      ended += 1
    }
    const second = await wire.agent({cert: 'c', key: 'k'})
    await Promise.resolve()
    assert.deepEqual([first === second, ended], [false, 1])
  })
})
