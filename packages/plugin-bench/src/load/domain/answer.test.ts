import assert from 'node:assert/strict'
import {answerEvent} from './answer.ts'

const chunk = (value: object): string => JSON.stringify(value)

describe('events of an answer', () => {
  const cases: readonly (readonly [string, string, string, object])[] = [
    ['the end', 'message', '[DONE]', {kind: 'done'}],
    [
      'text of a chat',
      'message',
      chunk({choices: [{delta: {content: 'a'}}]}),
      {kind: 'output', hasText: true, finished: false},
    ],
    [
      'text of a completion',
      'message',
      chunk({choices: [{text: 'a', finish_reason: null}]}),
      {kind: 'output', hasText: true, finished: false},
    ],
    [
      'a role alone',
      'message',
      chunk({choices: [{delta: {role: 'assistant', content: ''}}]}),
      {kind: 'output', hasText: false, finished: false},
    ],
    [
      'reasoning',
      'message',
      chunk({choices: [{delta: {reasoning_content: 'hm'}}]}),
      {kind: 'output', hasText: true, finished: false},
    ],
    [
      'arguments of a tool',
      'message',
      chunk({choices: [{delta: {tool_calls: [{}]}}]}),
      {kind: 'output', hasText: true, finished: false},
    ],
    [
      'a reason to end',
      'message',
      chunk({choices: [{delta: {}, finish_reason: 'stop'}]}),
      {kind: 'output', hasText: false, finished: true},
    ],
    [
      'the usage',
      'message',
      chunk({choices: [], usage: {prompt_tokens: 3, completion_tokens: 4, prompt_tokens_details: {cached_tokens: 2}}}),
      {kind: 'usage', usage: {inputTokens: 3, outputTokens: 4, cachedTokens: 2}},
    ],
    [
      'the usage with the reason to end',
      'message',
      chunk({choices: [{delta: {}, finish_reason: 'stop'}], usage: {completion_tokens: 4}}),
      {kind: 'output', hasText: false, finished: true, usage: {outputTokens: 4}},
    ],
    [
      'an error in a good answer',
      'message',
      chunk({error: {message: 'out of memory'}}),
      {kind: 'error', message: 'out of memory'},
    ],
    [
      "vLLM's old errors",
      'message',
      chunk({object: 'error', message: 'too long'}),
      {kind: 'error', message: 'too long'},
    ],
    ['an event of errors', 'error', chunk({message: 'gone'}), {kind: 'error', message: 'gone'}],
    ['rubbish', 'message', 'data', {kind: 'error', message: 'an event that is not JSON'}],
    ['nothing that counts', 'message', chunk({id: 'x'}), {kind: 'other'}],
  ]
  for (const [title, event, data, expected] of cases) {
    it(title, () => assert.deepEqual(answerEvent(event, data), expected))
  }
})
