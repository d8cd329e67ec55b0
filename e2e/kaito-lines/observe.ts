import assert from 'node:assert/strict'
import type {Course, Place} from '../source-lines.ts'

const alertExpression = async (place: Place): Promise<string> =>
  (await place.object('prometheusrule/ome-workspace-my-workspace')).spec.groups[0].rules[0].expr

/** How what runs is, what it wrote, how busy it is, and what one may do with it. */
export const observe: Course = {
  name: 'looking at what runs',
  lines: [
    {
      section: 'K8',
      line: 'kubectl kaito status workspace/my-workspace',
      out: [
        /^State: +Ready$/m,
        /^Nodes: +1\/1 Standard_NC24ads_A100_v4$/m,
        /^Served as: .*old-adapter$/m,
        '96000 tokens/min',
      ],
    },
    {
      section: 'K9',
      line: 'kubectl kaito logs workspace/my-workspace --follow',
      until: 'Tried to allocate 1.50 GiB',
      code: 130,
      out: ['KAITO_BENCHMARK_RESULT'],
    },
    {
      section: 'K10',
      line: 'kubectl kaito health check --workspace my-workspace --detailed',
      out: [/ condition InferenceReady +ok /, / models +ok .*phi-3\.5-mini-instruct, old-adapter/],
    },
    {
      section: 'K54',
      line: 'kubectl kaito monitor resources --workspace my-workspace --show-gpu-utilization',
      out: [/^my-workspace-0 +aks-\S+ +71% /m],
    },
    {
      section: 'K55',
      line: 'kubectl kaito monitor resources --ragengine my-rag --show-memory-usage',
      out: [/^POD +NODE +CPU +MEM +VOLUMES\nmy-rag-\S+ +\S+ +\d+m +\d+ MiB/],
    },
    {
      section: 'K56',
      line: 'kubectl kaito monitor resources --all --output dashboard',
      out: [/^KAITO {2}\d+ pods, \d+ GPUs, busy \d+%/, /^workspace\/my-tuning .* 93% /m],
    },
    {
      section: 'K57',
      line: 'kubectl kaito metrics inference --workspace my-workspace --show-throughput',
      out: [/^tokens-per-second +4\d\d +tokens\/s /m, /^peak-tokens-per-minute +96000 /m],
    },
    {
      section: 'K60',
      line: 'kubectl kaito health check --workspace my-workspace',
      out: [/ health +ok /, / models +ok /],
    },
    {
      section: 'K61',
      line: 'kubectl kaito health check --ragengine my-rag --detailed',
      out: [/ condition ServiceReady +ok /, / indexes +ok .* default$/m],
    },
    {
      section: 'K62',
      line: 'kubectl kaito health check --all --output report',
      code: 3,
      out: [
        /^workspace\/workspace-llama-3-tune in default: \d of \d checks fail$/m,
        /^workspace\/my-workspace in default: well$/m,
      ],
    },
    {
      section: 'K63',
      line: 'kubectl kaito logs analyze --workspace my-workspace --show-errors',
      out: [/^cuda-out-of-memory +2 +4\dm +my-workspace-0 /m],
    },
    {
      section: 'K64',
      line: 'kubectl kaito logs analyze --ragengine my-rag --show-warnings',
      out: [/^rag-similarity +2 +2\dm +my-rag-/m],
    },
    {
      section: 'K65',
      line: 'kubectl kaito logs search --workspace my-workspace --query "OOM" --time-range 1h',
      out: [/^\S+Z +my-workspace-0 +ERROR .* 1\.50 GiB$/m],
      err: ['1 line matches'],
    },
    {
      section: 'K66',
      line: 'kubectl kaito alerts list --workspace my-workspace',
      out: [/^GpuUtilizationHigh +\S+ +> 80 +71 +inactive /m],
    },
    {
      section: 'K67',
      line: 'kubectl kaito alerts configure --workspace my-workspace --gpu-utilization-threshold 90',
      out: [/^prometheusrule\/ome-workspace-my-workspace configured /m],
      effect: async (place) => assert.match(await alertExpression(place), / > 90$/),
    },
    {
      section: 'K68',
      line: 'kubectl kaito alerts test --workspace my-workspace',
      out: [/^GpuUtilizationHigh +71 +> 90 +no /m],
    },
    {
      section: 'K79',
      line: 'kaitoctl status --all --cluster us-east,us-west',
      out: [/^us-east +default +chat-east .* Ready /m, /^us-west +default +chat-west .* NotReady /m],
    },
    {
      section: 'K86',
      line: 'kubectl kaito auth check --workspace my-workspace',
      out: [/^proxy +get services\/proxy +yes /m, /^tune +create configmaps +yes /m],
    },
    {
      section: 'K87',
      line: 'kubectl kaito auth check --ragengine my-rag',
      out: [/^view +get ragengines\.kaito\.sh +yes /m],
    },
    {
      section: 'K91',
      line: 'kubectl kaito status workspace/workspace-llama-3-tune',
      out: [/^Cause: +KAITO cannot tune llama-3\.1-8b-instruct/, /^State: +Pending$/m],
    },
  ],
}
