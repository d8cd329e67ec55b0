import assert from 'node:assert/strict'
import {once} from 'node:events'
import {connect} from 'node:net'
import {startWire} from './testing/wire.ts'

describe('the listener', () => {
  it('tells a client that speaks HTTP without TLS, and goes on', async () => {
    const wire = await startWire({})
    const client = connect(wire.port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    let answer = ''
    client.on('data', (bytes) => {
      answer += bytes
    })
    await once(client, 'close')

    const {code} = await wire.call('GET', '/version')

    await wire.close()
    assert.equal(answer, 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n')
    assert.equal(code, 200)
  })
})
