import assert from 'node:assert/strict'
import {startWire, type Wire} from '../src/server/testing/wire.ts'

const admission = '/apis/admissionregistration.k8s.io/v1'
const maps = '/api/v1/namespaces/default/configmaps'

/** @feature API: ValidatingAdmissionPolicies with parameters, variables, conditions and the authorizer | works */
describe('validating admission policies', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire({tokens: {'bob-token': {name: 'bob', groups: ['system:masters']}}})
  })
  afterEach(() => wire.close())

  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    wire.call('POST', path, {body, headers})
  const meta = (kind: string, name: string) => ({apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: {name}})
  const policy = (spec: object) =>
    post(`${admission}/validatingadmissionpolicies`, {
      ...meta('ValidatingAdmissionPolicy', 'p'),
      spec: {
        matchConstraints: {
          resourceRules: [
            {apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps']},
          ],
        },
        ...spec,
      },
    })
  const bind = (spec: object = {}) =>
    post(`${admission}/validatingadmissionpolicybindings`, {
      ...meta('ValidatingAdmissionPolicyBinding', 'b'),
      spec: {policyName: 'p', validationActions: ['Deny'], ...spec},
    })
  const map = (name: string, data: object = {}, labels: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name, labels},
    data,
  })
  const denied = (text: string) =>
    `configmaps "m" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ${text}`

  it('refuses in the words of the server', async () => {
    await policy({validations: [{expression: "has(object.data) && object.data.mode == 'safe'"}]})
    await bind()
    const bad = await post(maps, map('m', {mode: 'wild'}))
    const good = await post(maps, map('m', {mode: 'safe'}))
    assert.deepEqual(
      [bad.code, bad.body.reason, bad.body.message, good.code],
      [422, 'Invalid', denied("failed expression: has(object.data) && object.data.mode == 'safe'"), 201],
    )
    assert.equal(
      bad.body.details.causes[0].message,
      denied("failed expression: has(object.data) && object.data.mode == 'safe'").replace(
        'configmaps "m" is forbidden: ',
        '',
      ),
    )
  })

  it('messages, reasons, variables and conditions', async () => {
    await policy({
      matchConditions: [{name: 'not-bob', expression: "request.userInfo.username != 'bob'"}],
      variables: [{name: 'mode', expression: "object.?data.?mode.orValue('none')"}],
      validations: [
        {
          expression: "variables.mode != 'wild'",
          messageExpression: "'mode ' + variables.mode + ' in ' + namespaceObject.metadata.name",
          reason: 'Forbidden',
        },
      ],
    })
    await bind()
    const bad = await post(maps, map('m', {mode: 'wild'}))
    const byBob = await post(maps, map('m', {mode: 'wild'}), {authorization: 'Bearer bob-token'})
    assert.deepEqual([bad.code, bad.body.message, byBob.code], [403, denied('mode wild in default'), 201])
  })

  it('warns where the binding only warns, and looks at updates with the old object', async () => {
    await policy({
      validations: [{expression: 'oldObject == null || object.data == oldObject.data', message: 'data stays'}],
    })
    await bind({validationActions: ['Warn', 'Audit']})
    await post(maps, map('m', {a: '1'}))
    const {body} = await wire.call('GET', `${maps}/m`)
    const changed = await wire.call('PUT', `${maps}/m`, {body: {...body, data: {a: '2'}}})
    assert.equal(changed.code, 200)
    assert.equal(
      changed.headers['warning'],
      `299 - "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': data stays"`,
    )
  })

  it('parameters come from a ConfigMap, and their absence refuses', async () => {
    const system = '/api/v1/namespaces/kube-system/configmaps'
    await post(system, map('limits', {most: '1'}))
    await policy({
      paramKind: {apiVersion: 'v1', kind: 'ConfigMap'},
      validations: [
        {expression: 'size(object.data) <= int(params.data.most)', messageExpression: "'at most ' + params.data.most"},
      ],
    })
    await bind({paramRef: {name: 'limits', namespace: 'kube-system', parameterNotFoundAction: 'Deny'}})
    const one = await post(maps, map('one', {a: '1'}))
    const two = await post(maps, map('m', {a: '1', b: '2'}))
    await wire.call('DELETE', `${system}/limits`)
    const without = await post(maps, map('m', {a: '1'}))
    assert.deepEqual([one.code, two.body.message], [201, denied('at most 1')])
    assert.equal(
      without.body.message,
      denied('failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'),
    )
  })

  it('an error refuses unless the policy says Ignore; deletions are judged by the old object', async () => {
    await policy({
      matchConstraints: {
        resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], operations: ['DELETE'], resources: ['configmaps']}],
        objectSelector: {matchLabels: {keep: 'yes'}},
      },
      validations: [{expression: 'oldObject.data.nope == "x"'}],
    })
    await bind()
    await post(maps, map('m', {a: '1'}, {keep: 'yes'}))
    await post(maps, map('other'))
    const kept = await wire.call('DELETE', `${maps}/m`)
    const gone = await wire.call('DELETE', `${maps}/other`)
    assert.deepEqual(
      [kept.body.message, gone.code],
      [denied(`expression 'oldObject.data.nope == "x"' resulted in error: no such key: nope`), 200],
    )
  })

  it('the authorizer answers for the author', async () => {
    await policy({
      validations: [
        {expression: "authorizer.group('').resource('secrets').namespace('default').check('get').allowed()"},
      ],
    })
    await bind()
    assert.equal((await post(maps, map('m'))).code, 201)
  })

  it('an expression that cannot be compiled is not stored', async () => {
    const {code, body} = await policy({validations: [{expression: 'object.'}]})
    assert.equal(code, 422)
    assert.match(
      body.message,
      /spec\.validations\[0\]\.expression: Invalid value: "object\.": compilation failed: ERROR: /,
    )
  })
})
