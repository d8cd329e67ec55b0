import assert from 'node:assert/strict'
import CreateInference from '../src/commands/config/create-inference.ts'
import CreateTuning from '../src/commands/config/create-tuning.ts'
import EditInference from '../src/commands/config/edit-inference.ts'
import EditTuning from '../src/commands/config/edit-tuning.ts'
import ShowInference from '../src/commands/config/show-inference.ts'
import ShowTuning from '../src/commands/config/show-tuning.ts'
import TemplatesCreate from '../src/commands/config/templates/create.ts'
import TemplatesList from '../src/commands/config/templates/list.ts'
import TemplatesShow from '../src/commands/config/templates/show.ts'
import Validate from '../src/commands/config/validate.ts'
import {type TuningWorld, world} from './world.ts'

const training = 'training_config.yaml'
const engine = 'inference_config.yaml'

describe('configs of training and engine', () => {
  let place: TuningWorld
  before(async () => {
    place = await world()
  })
  after(() => place.stop())
  const lab = {namespace: 'lab'}

  describe('making one', () => {
    it("takes the operator's template of the method and remembers the model", async () => {
      const argv = ['first', '--method', 'qlora', '--model', 'phi-3-mini']
      const {code, out, err} = await place.run(CreateTuning, argv, lab)
      assert.deepEqual([code, out], [0, 'configmap/first created\n'], err)
      assert.match(err, /"phi-3-mini" is taken as phi-3-mini-4k-instruct/)
      const made = place.api.get({group: '', plural: 'configmaps'}, 'first', 'lab')
      assert.deepEqual(made?.metadata.annotations, {
        'ome.cli/method': 'qlora',
        'ome.cli/model': 'phi-3-mini-4k-instruct',
      })
      assert.equal(
        made?.['data'][training],
        place.config('qlora-params-template', training, 'kaito-workspace'),
        'the text of the template, comments included',
      )
    })

    it('warns about a model that cannot be tuned, and makes it', async () => {
      const argv = ['second', '--method', 'lora', '--model', 'falcon-7b', '--from', 'lora-params-template']
      const {code, out, err} = await place.run(CreateTuning, argv, lab)
      assert.deepEqual([code, out], [0, 'configmap/second created\n'])
      assert.match(err, /warning: KAITO cannot tune tiiuae\/falcon-7b, only phi-4, /)
    })

    it('sets values, and changes nothing when the same is there', async () => {
      const argv = ['third', '--set', 'lora.r=16', '--set', 'epochs=2']
      assert.equal((await place.run(CreateTuning, argv)).out, 'configmap/third created\n')
      assert.match(place.config('third', training) ?? '', /\n {4}r: 16\n[\s\S]*\n {4}num_train_epochs: 2\n/)
      assert.equal((await place.run(CreateTuning, argv)).out, 'configmap/third unchanged\n')
    })

    it('refuses a name that is taken, without --replace and a yes', async () => {
      const taken = await place.run(CreateTuning, ['my-vllm-config'])
      assert.equal(taken.code, 6)
      assert.match(
        taken.err,
        /ConfigMap "my-vllm-config" exists in namespace "default"\nhint: .*show-inference my-vllm-config/,
      )
      await place.run(CreateTuning, ['fourth'])
      const argv = ['fourth', '--set', 'lora.r=4', '--replace']
      const unasked = await place.run(CreateTuning, argv)
      assert.equal(unasked.code, 2, unasked.err)
      const replaced = await place.run(CreateTuning, [...argv, '--yes'])
      assert.equal(replaced.code, 0, replaced.err)
      assert.match(place.config('fourth', training) ?? '', /r: 4\n/)
    })

    it('of the engine, for vLLM', async () => {
      const argv = ['served', '--runtime', 'vllm', '--model', 'phi-3-mini', '--max-model-len', '2048']
      const {code, out, err} = await place.run(CreateInference, argv, lab)
      assert.deepEqual([code, out], [0, 'configmap/served created\n'], err)
      assert.match(
        place.config('served', engine, 'lab') ?? '',
        /\nvllm:\n {2}cpu-offload-gb: 0\n {2}max-model-len: 2048\n/,
      )
      const other = await place.run(CreateInference, ['other', '--runtime', 'transformers'], lab)
      assert.equal(other.code, 2)
      assert.match(other.err, /the transformers runtime reads no config/)
    })

    for (const [why, command, argv, code, message] of [
      ['a bad name', CreateTuning, ['Not_a_name'], 2, /cannot be the name of a ConfigMap/],
      ['a model nobody knows', CreateTuning, ['x', '--model', 'phi-33'], 4, /KAITO knows no model "phi-33"/],
      [
        'a template nobody has',
        CreateTuning,
        ['x', '--from', 'qlora-param-template'],
        4,
        /did you mean qlora-params-template\?/,
      ],
      [
        'a template of the other kind',
        CreateTuning,
        ['x', '--from', 'my-vllm-config'],
        2,
        /is for the engine, not for training/,
      ],
      [
        'a method the text is not for',
        CreateTuning,
        ['x', '--method', 'lora', '--from', 'my-qlora-config'],
        2,
        /method lora takes no load_in_4bit: true/,
      ],
      ['a list without a word in it', CreateTuning, ['x', '--set', 'target_modules=a,'], 2, /must be a list of texts/],
      ['a value that is left out', CreateTuning, ['x', '--set', 'optim='], 2, /optim must be a text, not ""/],
      [
        'a context longer than that of the model',
        CreateInference,
        ['x', '--model', 'phi-3-mini', '--max-model-len', '999999'],
        2,
        /max-model-len is too long: 999999 tokens, phi-3-mini-4k-instruct allows 4096/,
      ],
      [
        'wrong values',
        CreateTuning,
        ['x', '--set', 'lora.r=0', '--set', 'nothing'],
        2,
        /lora.r must be a whole number from 1[\s\S]*"nothing" is not of the form KEY=VALUE/,
      ],
    ] as const) {
      it(`refuses ${why}`, async () => {
        const result = await place.run(command, argv)
        assert.equal(result.code, code, result.err)
        assert.match(result.err, message)
        assert.equal(place.config('x', training), undefined)
      })
    }
  })

  describe('changing one', () => {
    it('sets values, keeps comments, and says who uses it', async () => {
      const before = place.config('my-tuning-config', training) ?? ''
      const argv = ['my-tuning-config', '--set', 'lora.r=16', '--set', 'lora.alpha=32']
      const {code, out, err} = await place.run(EditTuning, argv)
      assert.equal(code, 0, err)
      assert.equal(out, 'configmap/my-tuning-config configured (r 8 → 16, lora_alpha 8 → 32)\n')
      assert.match(err, /workspace\/my-tuning read it when its run began: only a new run sees the change/)
      const after = before.replace('r: 8\n', 'r: 16\n').replace('lora_alpha: 8\n', 'lora_alpha: 32\n')
      assert.equal(place.config('my-tuning-config', training), after)
      assert.equal((await place.run(EditTuning, argv)).out, 'configmap/my-tuning-config unchanged\n')
    })

    it('shows the difference first', async () => {
      const {code, out, err} = await place.run(EditInference, [
        'my-vllm-config',
        '--set',
        'max-model-len=4096',
        '--diff',
      ])
      assert.equal(code, 0, err)
      assert.match(out, /\n\+ {4,}max-model-len: 4096/)
      assert.doesNotMatch(place.config('my-vllm-config', engine) ?? '', /max-model-len/)
    })

    it('refuses options of a request', async () => {
      const argv = ['my-vllm-config', '--set', 'max_tokens=2048', '--set', 'temperature=0.7']
      const {code, err} = await place.run(EditInference, argv)
      assert.equal(code, 2)
      assert.match(
        err,
        /max_tokens is an option of a request, not of the server, which would end on it\n.*temperature is/,
      )
      assert.match(err, /hint: send such options with each request; the longest context of the server is max-model-len/)
      assert.doesNotMatch(place.config('my-vllm-config', engine) ?? '', /temperature/)
    })

    for (const [why, command, argv, code, message] of [
      [
        'a key nobody knows',
        EditTuning,
        ['my-qlora-config', '--set', 'lora.r=4', '--set', 'lora.rank=4'],
        2,
        /no key "lora.rank"/,
      ],
      ['a map that is not there', EditTuning, ['nothing', '--set', 'lora.r=4'], 4, /ConfigMap "nothing" not found/],
      [
        'a map of the other kind',
        EditTuning,
        ['my-vllm-config', '--set', 'lora.r=4'],
        4,
        /has no training_config.yaml/,
      ],
      [
        'two values of a key with two names',
        EditTuning,
        ['my-qlora-config', '--set', 'learning-rate=1e-4', '--set', 'learning_rate=2e-4'],
        2,
        /learning_rate is set twice, to 0.0001 and to 0.0002/,
      ],
      [
        'a flag and a setting that differ',
        CreateInference,
        ['twice', '--max-model-len', '4096', '--set', 'max-model-len=8192'],
        2,
        /max-model-len is set twice, to 8192 and to 4096/,
      ],
      ['what would contradict itself', EditTuning, ['my-qlora-config', '--set', 'load_in_8bit=true'], 2, /both true/],
    ] as const) {
      it(`refuses ${why}`, async () => {
        const result = await place.run(command, argv)
        assert.equal(result.code, code, result.err)
        assert.match(result.err, message)
        assert.match(place.config('my-qlora-config', training) ?? '', / r: 8\n/)
      })
    }
  })

  describe('showing one', () => {
    it('prints the text as it stands, also as YAML', async () => {
      for (const argv of [['my-qlora-config'], ['my-qlora-config', '--output', 'yaml']]) {
        const {out, code} = await place.run(ShowTuning, argv)
        assert.deepEqual([code, out], [0, place.config('my-qlora-config', training)])
      }
    })

    it('prints what it says as JSON', async () => {
      const {out} = await place.run(ShowInference, ['my-vllm-config', '--output', 'json'])
      assert.deepEqual(JSON.parse(out), {
        apiVersion: 'ome.cli/v1',
        kind: 'KaitoConfig',
        name: 'my-vllm-config',
        namespace: 'default',
        task: 'inference',
        config: {kv_cache_cpu_memory_utilization: 0.5, vllm: {'cpu-offload-gb': 0}},
      })
    })

    it('refuses maps of another kind', async () => {
      const {code, err} = await place.run(ShowInference, ['my-qlora-config'])
      assert.equal(code, 4)
      assert.match(err, /hint: it is a config of the other kind: ome config show-tuning my-qlora-config/)
    })
  })

  describe('checking one', () => {
    it('finds nothing wrong', async () => {
      const {code, out, err} = await place.run(Validate, ['my-qlora-config', '--model', 'phi-3-mini'])
      assert.equal(code, 0, err)
      assert.match(out, /^RULE +RESULT +DETAIL\nyaml +ok /)
      assert.match(out, /\nquantization +ok +as qlora wants it\n/)
      assert.match(out, /\ntunable +ok +KAITO tunes phi-3-mini-4k-instruct\n/)
    })

    it('answers no for an instance type that is not offered', async () => {
      const {code, out} = await place.run(Validate, ['my-vllm-config', '--instance-type', 'Standard_NC6s_v3'])
      assert.equal(code, 3)
      assert.match(out, /\ninstance-type +fail +Standard_NC6s_v3: NVIDIA V100 has compute capability 7.0/)
    })

    it('tells whether a GPU holds the training, and which one would', async () => {
      const on = (type: string, ...more: readonly string[]) =>
        place.run(Validate, ['my-qlora-config', '--instance-type', type, ...more])
      const small = await on('Standard_NV36ads_A10_v5', '--model', 'qwen2.5-coder-32b-instruct')
      assert.equal(small.code, 3)
      assert.match(small.out, /\nmemory +fail +\d+\.\d GiB of a GPU's 24 \(own estimate: qlora, batch 1/)
      const large = await on('Standard_NC24ads_A100_v4', '--model', 'qwen2.5-coder-32b-instruct')
      assert.equal(large.code, 0, large.out)
      const retired = await on('Standard_NC6s_v3', '--model', 'phi-3-mini')
      assert.match(retired.out, /\ninstance-type +fail +.*; Standard_NV36ads_A10_v5 takes its place\n/)
    })

    it('names everything that is wrong, as JSON too', async () => {
      const text = 'kv_cache_cpu_memory_utilization: 2\nvllm: {top_p: 1, max-model-len: 200000, enforce-eager: true}\n'
      place.api.create(
        {group: '', plural: 'configmaps'},
        {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'bad', namespace: 'default'}, data: {[engine]: text}},
      )
      const argv = ['bad', '--model', 'phi-3-mini', '--instance-type', 'standard_nc24ads_a100_v4', '-o', 'json']
      const {code, out} = await place.run(Validate, argv)
      assert.equal(code, 3)
      const {items} = JSON.parse(out)
      const results = Object.fromEntries(items.map(({rule, result}: Record<string, string>) => [rule, result]))
      assert.deepEqual(results, {
        yaml: 'ok',
        keys: 'ok',
        vllm: 'ok',
        arguments: 'fail',
        values: 'fail',
        switches: 'warn',
        context: 'fail',
        'instance-type': 'ok',
        nodes: 'fail',
      })
    })

    it('of what is no YAML says where', async () => {
      place.api.create(
        {group: '', plural: 'configmaps'},
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {name: 'torn', namespace: 'default'},
          data: {[training]: 'a: [1\nb: 2\n'},
        },
      )
      const {code, out} = await place.run(Validate, ['torn'])
      assert.equal(code, 3)
      assert.match(out, /\nyaml +fail +the text, line \d: /)
    })
  })

  describe('one that somebody else wrote', () => {
    const write = (name: string, text: string, key = training) => {
      const metadata = {name, namespace: 'default'}
      place.api.create(
        {group: '', plural: 'configmaps'},
        {apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {[key]: text}},
      )
    }
    const doubled = (from: string, to: string) => `${to}: &${to} [${`*${from}, `.repeat(9)}]\n`
    const bomb = `a: &a [x, x]\n${['ab', 'bc', 'cd', 'de', 'ef'].map(([from = '', to = '']) => doubled(from, to)).join('')}`

    for (const [what, text, check, edit] of [
      [
        'unfolds without end',
        `${bomb}training_config: *f\n`,
        /its aliases make more of it/,
        /training_config is no map/,
      ],
      [
        'has a list for a part',
        'training_config: {LoraConfig: [1]}',
        /LoraConfig must be a map/,
        /LoraConfig is no map/,
      ],
      ['is a list', '[1]', /has no map training_config/, /the whole of it is no map/],
      ['has two documents', 'a: 1\n---\nb: 2\n', /line 2: a second document/, /line 2: a second document/],
    ] as const)
      it(`is told when it ${what}, and is shown`, async () => {
        const name = what.replaceAll(' ', '-')
        write(name, text)
        const checked = await place.run(Validate, [name])
        const edited = await place.run(EditTuning, [name, '--set', 'lora.r=4'])
        const shown = await place.run(ShowTuning, [name])

        assert.deepEqual([checked.code, edited.code, shown.code], [3, 2, 0], edited.err)
        assert.match(checked.out, check)
        assert.match(edited.err, edit)
        assert.equal(shown.out, `${text.trimEnd()}\n`)
        const template = await place.run(TemplatesCreate, ['of-it', '--from', name])
        assert.equal(template.code, 2)
      })

    it('is read without a word about keys that are no texts', async () => {
      write('odd-keys', '? [a]\n: b\ntraining_config: {}\n')
      const words: string[] = []
      const listen = ({message}: Error) => void words.push(message)
      process.on('warning', listen)
      await place.run(EditTuning, ['odd-keys', '--set', 'lora.r=4'])
      await new Promise((resolve) => setImmediate(resolve))
      process.off('warning', listen)

      assert.deepEqual(words, [])
    })
  })

  describe('one that remembers what it was made for', () => {
    it('is not changed into one for another method', async () => {
      await place.run(CreateTuning, ['for-qlora', '--method', 'qlora'])
      const {code, err} = await place.run(EditTuning, ['for-qlora', '--set', 'load_in_4bit=false'])

      assert.equal(code, 2)
      assert.match(err, /method qlora needs load_in_4bit or load_in_8bit: true/)
    })

    it('is warned of switches, when they are set', async () => {
      const made = await place.run(CreateInference, ['switched', '--set', 'enforce-eager=true'])
      const other = await place.run(EditInference, ['switched', '--set', 'max-num-seqs=8'])
      const more = await place.run(EditInference, ['switched', '--set', 'enable-lora=true'])

      assert.match(made.err, /^warning: enforce-eager: true and false reach the server as text/m)
      assert.doesNotMatch(other.err, /warning/)
      assert.match(more.err, /^warning: enforce-eager, enable-lora: true and false/m)
    })

    it('is not given a context that its model has not', async () => {
      await place.run(CreateInference, ['for-phi', '--model', 'phi-3-mini'])
      const long = await place.run(EditInference, ['for-phi', '--set', 'max-model-len=8192'])
      const short = await place.run(EditInference, ['for-phi', '--set', 'max-model-len=4096'])

      assert.deepEqual([long.code, short.code], [2, 0])
      assert.match(long.err, /8192 tokens, phi-3-mini-4k-instruct allows 4096/)
    })
  })

  describe('templates', () => {
    it('are those of the operator and of the namespace', async () => {
      await place.run(TemplatesCreate, ['team', '--from', 'qlora-params-template', '--set', 'lora.r=32'])
      const {out} = await place.run(TemplatesList, [])
      assert.equal(
        out,
        [
          'NAME                        KIND        SOURCE',
          'lora-params-template        tuning      operator (kaito-workspace)',
          'qlora-params-template       tuning      operator (kaito-workspace)',
          'inference-params-template   inference   operator (kaito-workspace)',
          'team                        tuning      namespace (default)',
          '',
        ].join('\n'),
      )
      const made = await place.run(CreateTuning, ['of-team', '--from', 'team'])
      assert.equal(made.out, 'configmap/of-team created\n', made.err)
      assert.match(place.config('of-team', training) ?? '', /r: 32\n/)
    })

    it('are shown as they stand', async () => {
      const {out} = await place.run(TemplatesShow, ['qlora-params-template', '--output', 'yaml'])
      assert.equal(out, place.config('qlora-params-template', training, 'kaito-workspace'))
    })

    it('may be any config of the namespace', async () => {
      const {out} = await place.run(TemplatesShow, ['my-qlora-config', '--output', 'yaml'])
      assert.equal(out, place.config('my-qlora-config', training))
    })

    for (const [command, argv] of [
      [TemplatesShow, ['qlora-param-template']],
      [TemplatesCreate, ['made', '--from', 'qlora-param-template']],
      [CreateInference, ['made', '--from', 'qlora-param-template']],
    ] as const)
      it(`are near what ${command.name} was asked for`, async () => {
        const {code, err} = await place.run(command, argv)
        assert.equal(code, 4)
        assert.match(
          err,
          /error: there is no template "qlora-param-template"\nhint: did you mean qlora-params-template\?/,
        )
      })

    it('do not take the names of those that KAITO brings', async () => {
      const {code, err} = await place.run(TemplatesCreate, ['lora-params-template', '--from', 'my-qlora-config'])
      assert.equal(code, 6)
      assert.match(err, /template "lora-params-template" is one that KAITO brings\nhint: take another name/)
      assert.equal(place.config('lora-params-template', training), undefined)
    })

    it('are ours where there is no operator', async () => {
      await using bare = await world({scenario: 'empty'})
      const {code, out, err} = await bare.run(TemplatesList, [])
      assert.equal(code, 0)
      assert.match(out, /\nqlora-params-template +tuning +ome\n/)
      assert.match(err, /note: the operator's namespace is not known: our own templates/)
    })
  })
})
