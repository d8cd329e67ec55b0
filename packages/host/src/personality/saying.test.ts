import assert from 'node:assert/strict'
import type {Io} from '@ome/sdk/context'
import {saying} from './saying.ts'

describe('streams of a program under another name', () => {
  it('say commands in its words, on stderr by themselves and for stdout when asked', () => {
    const written: string[] = []
    const streams: Pick<Io, 'out' | 'err'> = {
      out: (text) => void written.push(`out ${text}`),
      err: (text) => void written.push(`err ${text}`),
    }
    const named = saying((text) => text.replace('ome kf', 'kf'), Object.create(streams))
    const typed = saying((text) => text.replace('--wait', '--stay'), named)

    typed.err('ome kf stop --wait')
    typed.out('ome kf stop --wait')

    assert.deepEqual(written, ['err kf stop --stay', 'out ome kf stop --wait'])
    assert.equal(typed.say?.('ome kf stop --wait'), 'kf stop --stay')
  })
})
