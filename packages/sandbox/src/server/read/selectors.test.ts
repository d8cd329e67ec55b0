import assert from 'node:assert/strict'
import {builtinTypes} from '../builtin/builtins.ts'
import {fieldSelector} from './field-selector.ts'
import {labelSelector} from './label-selector.ts'

/** @feature API: label selectors in every form | works */
describe('label selectors', () => {
  const labels = {app: 'web', tier: 'front', n: '5', empty: '', 'example.com/x': 'y'}
  const cases: [text: string, matches: boolean][] = [
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app = web , tier = front', true],
    ['app!=web', false],
    ['other!=web', true],
    ['app in (web, api)', true],
    ['app in (api)', false],
    ['other in (web)', false],
    ['app notin (api)', true],
    ['other notin (api)', true],
    ['app', true],
    ['other', false],
    ['!other', true],
    ['!app', false],
    ['n>4', true],
    ['n<5', false],
    ['app>4', false],
    ['empty=', true],
    ['empty in (foo,,baz)', true],
    ['app notin ()', true],
    ['example.com/x=y', true],
  ]
  for (const [text, expected] of cases)
    it(`"${text}" ${expected ? 'matches' : 'does not match'}`, () => {
      assert.equal(labelSelector(text)?.(labels) ?? true, expected)
    })

  const broken: [text: string, message: RegExp][] = [
    ['a in (', /: unable to parse requirement: found '', expected: ',', '\)' or identifier$/],
    ['a in b', /expected: '\('/],
    ['a=b,', /identifier after ','/],
    ['=b', /unable to parse requirement: found '='/],
    ['a>b', /the value must be an integer/],
    ['a b', /expected: in, notin, =, ==, !=, gt, lt/],
    ['-a=b', /Invalid value: "-a"/],
    [`a=${'x'.repeat(64)}`, /a valid label must be/],
  ]
  for (const [text, message] of broken)
    it(`"${text.slice(0, 12)}" is refused`, () => {
      assert.throws(() => labelSelector(text), message)
    })
})

/** @feature API: field selectors of built-in and custom kinds | works */
describe('field selectors', () => {
  const pods = builtinTypes().find(({group, plural}) => group === '' && plural === 'pods')
  assert.ok(pods)
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'a', namespace: 'n'},
    spec: {nodeName: 'x'},
    status: {phase: 'Running', podIPs: [{ip: '1.1.1.1'}]},
  }
  const cases: [text: string, matches: boolean][] = [
    ['metadata.name=a', true],
    ['metadata.name=a,spec.nodeName!=x', false],
    ['status.phase==Running', true],
    ['status.nominatedNodeName=', true],
    ['status.podIPs=1.1.1.1', true],
    ['spec.hostNetwork=false', true],
    ['metadata.name=a\\,b', false],
  ]
  for (const [text, expected] of cases)
    it(`"${text}" ${expected ? 'matches' : 'does not match'}`, () => {
      assert.equal(fieldSelector(text, pods)?.matches(pod), expected)
    })

  it('names the one object it pins, and refuses unknown fields', () => {
    assert.equal(fieldSelector('metadata.name=a', pods)?.name, 'a')
    assert.throws(() => fieldSelector('spec.foo=1', pods), /^ApiError: field label not supported: spec\.foo$/)
    assert.throws(() => fieldSelector('nonsense', pods), /invalid selector/)
  })
})
