import assert from 'node:assert/strict'
import {speaksUnicode, wantsColour} from './io.ts'

describe('terminal', () => {
  for (const [env, isTTY, expected] of [
    [{}, true, true],
    [{}, false, false],
    [{NO_COLOR: '1'}, true, false],
    [{NO_COLOR: ''}, true, true],
    [{FORCE_COLOR: '1'}, false, true],
    [{FORCE_COLOR: '0'}, true, false],
    [{NO_COLOR: '1', FORCE_COLOR: '1'}, true, false],
    [{TERM: 'dumb'}, true, false],
  ] as const) {
    it(`${JSON.stringify(env)} ${isTTY ? 'on a terminal' : 'in a pipe'}: colours ${expected}`, () =>
      assert.equal(wantsColour(env, isTTY), expected))
  }

  for (const [env, expected] of [
    [{LANG: 'en_US.UTF-8'}, true],
    [{LANG: 'C'}, false],
    [{LC_ALL: 'C', LANG: 'de_DE.UTF-8'}, false],
    [{}, false],
    [{LANG: 'C.utf8', TERM: 'dumb'}, false],
  ] as const) {
    it(`${JSON.stringify(env)}: marks beyond ASCII ${expected}`, () => assert.equal(speaksUnicode(env), expected))
  }
})
