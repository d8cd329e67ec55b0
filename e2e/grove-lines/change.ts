import assert from 'node:assert/strict'
import type {Course, Line, Place} from '../source-lines.ts'

const set = 'my-inference -n prod'

/** Everything that was begun has ended. */
async function settled(place: Place): Promise<void> {
  const {code, err} = await place.shell(`kubectl grove rollout status ${set} --watch`)
  assert.equal(code, 0, err)
}

const imagesOf = async (place: Place): Promise<readonly string[]> => {
  const {spec} = await place.object('podcliqueset/my-inference', '-n', 'prod')
  return spec.template.cliques.map(
    (clique: {spec: {podSpec: {containers: {image: string}[]}}}) =>
      clique.spec.podSpec.containers[0]?.image.split(':')[1],
  )
}

/** Images of the template, prefill first. */
const runs =
  (...tags: readonly string[]) =>
  async (place: Place): Promise<void> =>
    assert.deepEqual(await imagesOf(place), tags)

/** The same line with a driver that looks more often and measures for a shorter time. */
const quick = (line: Line): Line => ({
  ...line,
  instead: async () => ({
    line: `OME_GROVE_POLL_INTERVAL=100ms OME_GROVE_MIN_READY=0s OME_GROVE_SETTLE=1s OME_GROVE_WINDOW=2s ${line.line}`,
    why: 'waiting is what it does most',
  }),
})

/** Lines that the operator carries out. */
export const native: Course = {
  name: 'changing',
  lines: [
    {section: 'rollout', line: `kubectl grove rollout status ${set}`, out: ['my-inference: revision 5, complete']},
    {section: 'rollout', line: `kubectl grove rollout history ${set}`, out: [/\n5 .*vllm:v1\.2\.0 .* live\n4 /]},
    {
      section: 'rollout',
      line: 'kubectl grove rollout diff my-inference --revision=2 -n prod',
      out: ['revision 2 → live', /\n\+ +- --enable-prefix-caching/],
    },
    {
      section: 'scale',
      line: 'kubectl grove scale my-inference --prefill=6 --dry-run -n prod',
      out: ['prefill  4 → 6 (+2)'],
    },
    {
      section: 'scale',
      line: 'kubectl grove scale my-inference --prefill=4 --decode=8 -n prod',
      out: [/decode unchanged/],
    },
    {
      section: 'update',
      line: 'kubectl grove update my-inference --image=vllm:v1.3.0 --dry-run -n prod',
      out: ['- nvcr.io/nvidia/vllm:v1.2.0', '+ nvcr.io/nvidia/vllm:v1.3.0', '12 workers, 12 pods: 4 prefill, 8 decode'],
      effect: runs('v1.2.0', 'v1.2.0'),
    },
    {
      section: 'apply',
      line: 'kubectl grove apply -f updated-pcs.yaml --diff -n prod',
      effect: runs('v1.3.0', 'v1.3.0'),
    },
    {section: 'rollout', line: `kubectl grove rollout undo ${set}`, effect: runs('v1.2.0', 'v1.2.0')},
    {
      section: 'rollout',
      line: 'kubectl grove rollout undo my-inference --revision=3 -n prod',
      effect: runs('v1.1.1', 'v1.1.1'),
    },
    {
      section: 'update',
      line: 'kubectl grove update my-inference --image=nvcr.io/nvidia/vllm:v1.3.0 -n prod',
      first: settled,
      effect: runs('v1.3.0', 'v1.3.0'),
    },
    {
      section: 'apply',
      line: 'kubectl grove apply -f updated-pcs.yaml --compare-plan=my-inference -n prod',
      first: settled,
      err: [/decode image +nvcr\.io\/nvidia\/vllm:v1\.1\.2 +nvcr\.io\/nvidia\/vllm:v1\.3\.0 +differs/],
    },
    {
      section: 'restart',
      line: `kubectl grove restart ${set}`,
      first: settled,
      out: ['podcliqueset/my-inference restarted'],
    },
    {section: 'restart', line: 'kubectl grove restart my-inference --role=prefill -n prod', first: settled},
    {
      section: 'restart',
      line: 'kubectl grove restart my-inference --force -n prod',
      first: settled,
      out: [/pod\/.* deleted/],
    },
    {section: 'apply', line: 'kubectl grove apply -f updated-pcs.yaml -n prod', first: settled},
    {
      section: 'update',
      line: 'kubectl grove update my-inference --image=vllm:v1.4.0 --role=prefill -n prod',
      first: settled,
      effect: runs('v1.4.0', 'v1.3.0'),
    },
    {section: 'scale', line: 'kubectl grove scale my-inference --replicas=16 -n prod', first: settled},
  ],
}

/** Lines that this program drives. */
export const driven: Course = {
  name: 'driving',
  lines: [
    quick({
      section: 'canary',
      line: 'kubectl grove rollout canary my-inference --image=vllm:v1.3.0 --pods=1 -n prod',
      out: ['1 of 8 workers of decode'],
      effect: runs('v1.2.0', 'v1.3.0'),
    }),
    quick({section: 'canary', line: `kubectl grove rollout abort ${set}`, effect: runs('v1.2.0', 'v1.2.0')}),
    quick({
      section: 'gates',
      line: 'kubectl grove rollout start my-inference --image=vllm:v1.3.0 --gate-ttft-p99=500ms --gate-tpot-p99=20ms -n prod',
      out: ['my-inference start Done', /TTFT p99 .* pass/],
      effect: runs('v1.3.0', 'v1.3.0'),
    }),
    quick({
      section: 'placement',
      line: 'kubectl grove update my-inference --image=vllm:v1.2.0 --rack-by-rack -n prod',
      out: ['my-inference update Done'],
      effect: runs('v1.2.0', 'v1.2.0'),
    }),
    quick({
      section: 'restart',
      line: 'kubectl grove restart my-inference --batch-size=2 -n prod',
      out: ['restart Done'],
    }),
    quick({
      section: 'approval',
      line: 'kubectl grove update my-inference --image=vllm:v1.3.0 --wait-for-approval -n prod',
      out: ['waits for a yes'],
      effect: runs('v1.2.0', 'v1.2.0'),
    }),
    quick({section: 'rollout', line: `kubectl grove rollout resume ${set}`, effect: runs('v1.3.0', 'v1.3.0')}),
    quick({section: 'canary', line: `kubectl grove rollout promote ${set}`, out: ['my-inference update Done']}),
    quick({section: 'rollout', line: `kubectl grove rollout pause ${set}`, out: ['hold Paused']}),
    quick({section: 'rollout', line: `kubectl grove rollout resume ${set}`, out: ['hold Done'], beside: true}),
  ],
}
