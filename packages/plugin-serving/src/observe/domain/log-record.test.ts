import assert from 'node:assert/strict'
import {isLater, lastError, levelFilter, levelOf, parseLogLine} from './log-record.ts'

const line = (pod: string, at: string, text = at) => ({pod, at, text})

describe('log lines of engines', () => {
  for (const [text, level] of [
    ['INFO 11-21 13:00:00 [core.py:58] Initializing a V1 LLM engine', 'info'],
    ['(EngineCore_0 pid=272) ERROR 11-21 13:00:00 [core.py:700] EngineCore failed to start.', 'error'],
    ['INFO:     10.0.0.7:41234 - "POST /v1/chat/completions HTTP/1.1" 200 OK', 'info'],
    ['[2026-11-21 13:00:00 TP0] Load weight end.', 'info'],
    ['[2026-11-21 13:00:00] WARNING server_args.py:12 something', 'warning'],
    ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB', 'error'],
    ['Traceback (most recent call last):', 'error'],
    ['[2026-11-21 13:00:00 TP0] Scheduler hit an exception: Traceback (most recent call last):', 'error'],
    ['2026-11-21T13:00:00.123456Z  WARN smg::worker: worker is gone', 'warning'],
    ['2026-11-21 13:00:00,123 - sglang - ERROR - lost', 'error'],
    ['{"time": "x", "level": "error", "msg": "lost"}', 'error'],
    ['W1121 13:00:00.000000       1 reflector.go:539] odd', 'warning'],
    ['(APIServer pid=1) INFO:     10.0.0.7:41234 - "GET /health HTTP/1.1" 200 OK', 'info'],
    ['  File "/usr/lib/python3/core.py", line 1, in run', undefined],
  ] as const) {
    it(`reads ${level ?? 'no level'} from ${text.slice(0, 40)}`, () => assert.equal(levelOf(text), level))
  }

  it('keeps a traceback with the error it belongs to, per pod', () => {
    const keep = levelFilter('error')
    const kept = [
      line('a', '1', 'INFO 11-21 13:00:00 fine'),
      line('a', '2', 'ERROR 11-21 13:00:01 bad'),
      line('b', '2', '  not about a'),
      line('a', '3', '  File "x.py", line 3'),
      line('a', '4', 'INFO 11-21 13:00:02 fine again'),
      line('a', '5', '  continued'),
    ].filter(keep)

    assert.deepEqual(
      kept.map(({at}) => at),
      ['2', '3'],
    )
  })

  it('splits time and text, and keeps a line that has no time whole', () => {
    assert.deepEqual(
      parseLogLine('a', '2026-11-21T13:00:00.5Z hello there'),
      line('a', '2026-11-21T13:00:00.5Z', 'hello there'),
    )
    assert.deepEqual(parseLogLine('a', 'no time here'), line('a', '', 'no time here'))
  })
})

describe('times of log lines', () => {
  for (const [time, other, expected] of [
    ['2026-11-21T13:00:00.51Z', '2026-11-21T13:00:00.5Z', true],
    ['2026-11-21T13:00:00.5Z', '2026-11-21T13:00:00.51Z', false],
    ['2026-11-21T13:00:00.5Z', '2026-11-21T13:00:00Z', true],
    ['2026-11-21T13:00:01Z', '2026-11-21T13:00:00.999Z', true],
    ['2026-11-21T13:00:01Z', '2026-11-21T13:00:01Z', false],
  ] as const)
    it(`${time} is ${expected ? '' : 'not '}behind ${other}`, () => assert.equal(isLater(time, other), expected))
})

describe('the error that ended a run', () => {
  for (const [title, lines, expected] of [
    [
      'is the last exception, not what was logged after it',
      [
        'ValueError: first',
        'Traceback (most recent call last):',
        '  torch.OutOfMemoryError: no room',
        'ERROR shutting down',
      ],
      'torch.OutOfMemoryError: no room',
    ],
    ['is else the last error', ['ERROR one', 'INFO two', 'ERROR three', 'INFO four'], 'ERROR three'],
    ['is unknown when nothing says one', ['INFO ready', 'killed'], undefined],
  ] as const)
    it(title, () => assert.equal(lastError(lines), expected))
})
