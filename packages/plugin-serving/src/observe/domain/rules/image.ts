import type {ServicePod} from '@ome/inference-model/service-pod'
import {type Check, count, named, newest, type ServiceFacts, unready} from '../facts.ts'
import type {Fix} from '../finding.ts'

const pulls = new Set(['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'InvalidImageName'])
const foreign = /exec format error|no match for platform|does not match the detected host platform/i

/** Whether the image of the engine can be had and run. */
export const image: Check = (facts) => {
  const {service} = facts
  const pods = unready(service)
  const failing = pods.filter(({problem}) => problem !== undefined && pulls.has(problem.reason))
  const [first] = failing
  if (first) return unpullable(facts, first, failing.length)
  const text = [...(facts.lastLines?.lines ?? []), ...pods.map(({problem}) => problem?.message ?? '')].find((line) =>
    foreign.test(line),
  )
  const pod = pods.find(({name}) => name === facts.lastLines?.pod) ?? pods[0]
  if (text !== undefined && pod)
    return {
      result: 'fail',
      final: true,
      says: `image ${pod.image ?? ''} is built for another processor than node ${pod.node ?? ''} has`,
      evidence: [{object: `pod/${pod.name}`, field: 'log', text: text.trim()}],
      fix: other(facts),
    }
  const pulling = pods.find(({problem}) => problem?.reason === 'ContainerCreating')
  if (pulling) return {result: 'ok', says: `${pulling.image ?? 'the image'} is being pulled, or its container made`}
  const images = [...new Set(service.pods.flatMap((each) => each.image ?? []))]
  return images.length === 0 ? undefined : {result: 'ok', says: images.join(', ')}
}

/** What a registry's answer means. */
const answers: readonly (readonly [pattern: RegExp, says: string, final: boolean])[] = [
  [/no match for platform|no matching manifest/i, 'is built for another processor', true],
  [
    /unauthorized|authentication required|denied|forbidden|401|403/i,
    'may not be pulled with the credentials it has',
    false,
  ],
  [/no such host|lookup /i, 'lies in a registry whose name is not known', true],
  [
    /i\/o timeout|connection refused|TLS handshake|deadline exceeded/i,
    'lies in a registry that does not answer',
    false,
  ],
  [/toomanyrequests|rate limit/i, 'is held back by the limit of its registry', false],
  [/no space left/i, 'does not fit on the disk of the node', false],
  [/parse image name|invalid reference/i, 'is no valid name', true],
  [/not present with pull policy/i, 'is not on the node, and may not be pulled', true],
  [/not found|manifest unknown|does not exist/i, 'does not exist in its registry', true],
]

function unpullable(facts: ServiceFacts, pod: ServicePod, many: number) {
  const event = newest(
    facts,
    ({object, message}) => object === `pod/${pod.name}` && /failed to pull|couldn't parse|pull policy/i.test(message),
  )
  const text = event?.message ?? pod.problem?.message ?? pod.problem?.reason ?? ''
  const [, says = 'cannot be pulled', final = false] = answers.find(([pattern]) => pattern.test(text)) ?? []
  return {
    result: 'fail' as const,
    ...(final ? {final: true as const} : {}),
    says: `image ${pod.image ?? ''} ${says} (${count(many, 'pod')})`,
    evidence: [
      {
        object: `pod/${pod.name}`,
        field: event ? `event ${event.reason}` : `container ${pod.problem?.container ?? ''}`,
        text,
      },
    ],
    fix: /credentials/.test(says) ? credentials(facts) : other(facts),
  }
}

function credentials({service}: ServiceFacts): Fix {
  return {
    why: 'see which pull secrets there are',
    command: `kubectl get secrets -n ${service.namespace} --field-selector type=kubernetes.io/dockerconfigjson`,
  }
}

/** An image that the service sets itself is taken out again; else the runtime names it. */
function other({service}: ServiceFacts): Fix {
  const {namespace, runnerOverride = '', runtime, model} = service
  if (runnerOverride.includes('image '))
    return {
      why: "go back to the runtime's image",
      command: `ome update ${named(service)} --set spec.engine.runner.image=null`,
    }
  if (runtime !== undefined)
    return {why: 'see the image in its runtime', command: `ome describe runtime ${runtime} -n ${namespace}`}
  return {
    why: 'see other runtimes',
    command: model ? `ome runtime suggest ${model.name} -n ${namespace}` : `ome describe ${named(service)}`,
  }
}
