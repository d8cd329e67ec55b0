import assert from 'node:assert/strict'
import fc from 'fast-check'
import {ApiError} from '../../api.ts'
import {decodeProtobuf} from './protobuf.ts'

const field = (number: number, ...parts: (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(body.length), body])
}
const varint = (value: number): Buffer =>
  value < 128 ? Buffer.from([value]) : Buffer.from([(value & 127) | 128, value >> 7])
const number = (tag: number, value: number): Buffer => Buffer.concat([Buffer.from([tag << 3]), varint(value)])
const envelope = (apiVersion: string, kind: string, ...raw: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('k8s\0'), field(1, field(1, apiVersion), field(2, kind)), field(2, ...raw)])

/** @feature API: protobuf request bodies | works */
describe('protobuf bodies', () => {
  it('a config map: maps, and empty strings and times as absent', () => {
    const meta = field(1, field(1, 'cm'), field(2, ''), field(8), field(11, field(1, 'app'), field(2, 'x')))
    const body = envelope(
      'v1',
      'ConfigMap',
      meta,
      field(2, field(1, 'a'), field(2, '1')),
      field(2, field(1, 'b'), field(2, '')),
    )
    assert.deepEqual(decodeProtobuf(body), {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'cm', labels: {app: 'x'}},
      data: {a: '1', b: ''},
    })
  })

  it('an autoscaler: the same number means another field in another version', () => {
    const spec = (fourth: Buffer) => field(2, number(3, 5), fourth)
    const target = field(2, field(1, 'Utilization'), number(4, 60))
    const metric = field(4, field(1, 'Resource'), field(4, field(1, 'cpu'), target))
    const [one, two] = [
      envelope('autoscaling/v1', 'HorizontalPodAutoscaler', spec(number(4, 60))),
      envelope('autoscaling/v2', 'HorizontalPodAutoscaler', spec(metric)),
    ]
    assert.deepEqual(decodeProtobuf(one)['spec'], {maxReplicas: 5, targetCPUUtilizationPercentage: 60})
    assert.deepEqual(decodeProtobuf(two)['spec'], {
      maxReplicas: 5,
      metrics: [{type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 60}}}],
    })
  })

  it('a deployment: numbers, lists of messages, structs written into their parent', () => {
    const volume = field(1, field(1, 'v'), field(2, field(2)))
    const container = field(2, field(1, 'c'), field(2, 'nginx'), field(6, number(3, 80), number(2, 0)))
    const template = field(3, field(2, volume, container))
    const body = envelope('apps/v1', 'Deployment', field(1, field(1, 'd')), field(2, number(1, 0), template))
    assert.deepEqual(decodeProtobuf(body)['spec'], {
      replicas: 0,
      template: {
        spec: {
          volumes: [{name: 'v', emptyDir: {}}],
          containers: [{name: 'c', image: 'nginx', ports: [{containerPort: 80}]}],
        },
      },
    })
  })

  it('unknown kinds are an unknown media type', () => {
    assert.throws(
      () => decodeProtobuf(envelope('v1', 'Mystery')),
      (error) => error instanceof ApiError && error.status.code === 415,
    )
  })

  it('any garbage is a bad request, never a crash', () => {
    const head = Buffer.from('k8s\0')
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 60}), (bytes) => {
        for (const body of [
          Buffer.from(bytes),
          Buffer.concat([head, bytes]),
          envelope('v1', 'ConfigMap', Buffer.from(bytes)),
        ])
          try {
            decodeProtobuf(body)
          } catch (error) {
            assert.ok(error instanceof ApiError)
          }
      }),
    )
  })
})
