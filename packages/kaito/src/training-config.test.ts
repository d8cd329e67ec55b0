import assert from 'node:assert/strict'
import fc from 'fast-check'
import {editConfig, readConfig} from './config-text.ts'
import {methodOf, trainingEdit, trainingProblems, trainingTemplate, tuningMethods} from './training-config.ts'
import {trainingKeys, trainingSections} from './training-keys.ts'

const commented = `# ours
training_config:
  LoraConfig:
    r: 8 # rank
    lora_alpha: 8
  TrainingArguments:
    save_strategy: "no"
    # three epochs unless said
    output_dir: "/mnt/results"
`

const edits = (...pairs: readonly string[]) =>
  pairs.map((pair) => {
    const at = pair.indexOf('=')
    const read = trainingEdit(pair.slice(0, at), pair.slice(at + 1))
    if ('problem' in read) throw new Error(read.problem)
    return read.edit
  })

describe('a key of a training config', () => {
  for (const [key, value, path, read] of [
    ['lora.r', '16', 'LoraConfig.r', 16],
    ['lora.alpha', '32', 'LoraConfig.lora_alpha', 32],
    ['loraconfig.lora_dropout', '0.05', 'LoraConfig.lora_dropout', 0.05],
    ['epochs', '5', 'TrainingArguments.num_train_epochs', 5],
    ['learning-rate', '1e-4', 'TrainingArguments.learning_rate', 0.0001],
    ['load_in_4bit', 'true', 'QuantizationConfig.load_in_4bit', true],
    ['target_modules', 'q_proj,v_proj', 'LoraConfig.target_modules', ['q_proj', 'v_proj']],
    ['training_config.DatasetConfig.dataset_path', 'data', 'DatasetConfig.dataset_path', 'data'],
  ] as const) {
    it(`${key} is ${path}`, () =>
      assert.deepEqual(trainingEdit(key, value), {edit: {path: ['training_config', ...path.split('.')], value: read}}))
  }

  for (const [key, value, problem] of [
    ['lora.rank', '16', /no key "lora.rank"/],
    ['LoraConfig.lora_alhpa', '16', /LoraConfig.lora_alpha is meant\?/],
    ['lora.r', '0', /must be a whole number from 1, not "0"/],
    ['lora.r', '', /must be a whole number/],
    ['lora.dropout', '1.5', /from 0 to 1/],
    ['train_test_split', '0', /above 0 to 1/],
    ['load_in_4bit', 'yes', /true or false/],
    ['seed', '1', /is a key of TrainingArguments and DataCollator: write TrainingArguments.seed or DataCollator.seed/],
    ['TrainingArguments.output_dir', '/mnt/../etc', /a folder under \/mnt/],
  ] as const) {
    it(`${key}=${value} is refused`, () => {
      const read = trainingEdit(key, value)
      assert.match('problem' in read ? read.problem : 'taken', problem)
    })
  }
})

describe('an edit of a training config', () => {
  it('changes the values and nothing else', async () => {
    const after = await editConfig(commented, edits('lora.r=16', 'lora.alpha=32', 'epochs=2'), 'x')
    assert.equal(
      after,
      commented
        .replace('r: 8', 'r: 16')
        .replace('lora_alpha: 8', 'lora_alpha: 32')
        .replace('"/mnt/results"\n', '"/mnt/results"\n    num_train_epochs: 2\n'),
    )
  })

  it('makes the part that is not there', async () => {
    const after = await editConfig('training_config:\n', edits('target_modules=q_proj,v_proj'), 'x')
    assert.deepEqual(await readConfig(after, 'x'), {
      training_config: {LoraConfig: {target_modules: ['q_proj', 'v_proj']}},
    })
  })

  it('refuses a text that is no YAML, with the line', async () => {
    await assert.rejects(editConfig('a: [1\nb: 2\n', [], 'ConfigMap x'), {
      kind: 'usage',
      message: /^ConfigMap x, line \d: /,
    })
  })

  it('refuses a map in whose place something else stands', async () => {
    await assert.rejects(editConfig('training_config: text', edits('lora.r=1'), 'x'), {
      kind: 'usage',
      message: 'x: training_config is no map',
    })
    assert.equal(await editConfig('', edits('lora.r=1'), 'x'), 'training_config:\n  LoraConfig:\n    r: 1\n')
  })

  it('gives a text that reads back as what was set', async () => {
    const keys = trainingSections.flatMap((section) =>
      [...trainingKeys(section)].flatMap(([key, {type, options}]) =>
        type === 'text' && !options && key !== 'output_dir' ? [`${section}.${key}`] : [],
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), fc.string({minLength: 1}), async (key, text) => {
        const after = await editConfig(commented, edits(`${key}=${text}`), 'x')
        const [section = '', name = ''] = key.split('.')
        const read = (await readConfig(after, 'x')) as {training_config: Record<string, Record<string, unknown>>}
        assert.equal(read.training_config[section]?.[name], text)
      }),
      {numRuns: 60},
    )
  })
})

describe('the check of a training config', () => {
  const problems = async (text: string, method?: string) =>
    trainingProblems(await readConfig(text, 'x'), method).map(({rule, path}) => `${rule} ${path}`)

  for (const method of tuningMethods)
    it(`finds nothing in the template of ${method}`, async () => {
      assert.deepEqual(await problems(trainingTemplate(method), method), [])
      assert.equal(methodOf(await readConfig(trainingTemplate(method), 'x')), method)
    })

  for (const [text, found, method] of [
    ['vllm: {}', ['sections ']],
    ['training_config: {Other: {}}', ['sections Other']],
    ['training_config: {LoraConfig: [1]}', ['sections LoraConfig']],
    ['training_config: {LoraConfig: {rank: 8}}', ['keys LoraConfig.rank']],
    ['training_config: {LoraConfig: {r: eight}}', ['values LoraConfig.r']],
    ['training_config: {TrainingArguments: {learning_rate: "5e-5"}}', []],
    ['training_config: {TrainingArguments: {output_dir: /tmp}}', ['output-dir TrainingArguments.output_dir']],
    ['training_config: {QuantizationConfig: {load_in_4bit: true}}', ['quantization QuantizationConfig'], 'lora'],
    ['training_config: {QuantizationConfig: {load_in_4bit: false}}', ['quantization QuantizationConfig'], 'qlora'],
    [
      'training_config: {QuantizationConfig: {load_in_4bit: true, load_in_8bit: true}}',
      ['quantization QuantizationConfig'],
    ],
    ['training_config: {LoraConfig: null}', []],
  ] as const) {
    it(`of ${text}${method ? ` for ${method}` : ''}`, async () => assert.deepEqual(await problems(text, method), found))
  }
})
