import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Course, Place} from '../source-lines.ts'

const engine = (name: string): readonly [string, string, string] => [`ragengine/${name}`, '-n', 'lab']

const inLab = async (place: Place): Promise<void> => {
  const {code, err} = await place.shell('kubectl config use-context lab')
  assert.equal(code, 0, err)
}

const documents = async (place: Place): Promise<readonly string[]> => {
  const {out} = await place.shell('kaitoctl rag document list my-rag -o json')
  return JSON.parse(out).items.map(({metadata}: {metadata: {source: string}}) => metadata.source)
}

/** Engines are made in a namespace that has what they need. */
export const ragDeploy: Course = {
  name: 'deploying RAG engines',
  lines: [
    {
      section: 'K17',
      line: 'kubectl kaito rag deploy --name my-rag --embedding-model BAAI/bge-small-en-v1.5 --inference-url http://my-service/v1/completions',
      first: inLab,
      out: ['ragengine/my-rag created'],
      err: ['/v1/chat/completions is asked instead of /v1/completions', 'the index is in memory'],
      async effect(place) {
        const {spec} = await place.object(...engine('my-rag'))
        assert.equal(spec.inferenceService.url, 'http://my-service/v1/chat/completions')
        assert.equal(spec.storage, undefined)
      },
    },
    {
      section: 'K18',
      line: 'kubectl kaito rag deploy --name my-rag-app --embedding-model BAAI/bge-small-en-v1.5 --llm-workspace my-inference-workspace --vector-store faiss --instance-type Standard_NC6s_v3',
      out: ['ragengine/my-rag-app created'],
      err: [/Standard_NC6s_v3 \(3\.06 USD\/h\) is not offered.*Standard_NV36ads_A10_v5 \(3\.20 USD\/h\)/],
      async effect(place) {
        const {spec} = await place.object(...engine('my-rag-app'))
        assert.equal(spec.compute.instanceType, 'Standard_NV36ads_A10_v5')
        assert.match(spec.inferenceService.url, /^http:\/\/my-inference-workspace\.lab\.svc.*\/v1\/chat\/completions$/)
      },
    },
    {
      section: 'K19',
      line: 'kubectl kaito rag deploy --name my-rag-external --embedding-model BAAI/bge-small-en-v1.5 --inference-url https://api-inference.huggingface.co/models/HuggingFaceH4/zephyr-7b-beta/v1/completions --inference-secret huggingface-token',
      out: ['ragengine/my-rag-external created'],
      err: ['zephyr-7b-beta/v1/chat/completions is asked', 'context window 4096 is assumed'],
      async effect(place) {
        const {spec} = await place.object(...engine('my-rag-external'))
        assert.equal(spec.inferenceService.accessSecret, 'huggingface-token')
      },
    },
  ],
}

/** Documents, questions and care of the engine that is there. */
export const rag: Course = {
  name: 'RAG',
  lines: [
    {
      section: 'K20',
      line: 'kubectl kaito rag index --name my-rag --add-document doc.pdf',
      out: [/^default +1 +0 +0$/m],
      effect: async (place) => assert.ok((await documents(place)).includes('doc.pdf')),
    },
    {
      section: 'K21',
      line: 'kubectl kaito rag index --name my-rag --add-documents-dir ./docs --batch-size 10',
      out: [/^default +12 +0 +1$/m],
      err: ['docs/diagram.png is left out'],
      effect: async (place) => assert.equal((await documents(place)).length, 16),
    },
    {
      section: 'K22',
      line: 'kubectl kaito rag index --name my-rag --list-documents',
      out: [/^ID +SOURCE +CHUNKS +CHARS$/m, /^doc-id-123 +notes\.txt/m],
    },
    {
      section: 'K23',
      line: 'kubectl kaito rag index --name my-rag --delete-document doc-id-123',
      out: ['document/doc-id-123 deleted'],
      effect: async (place) => assert.ok(!(await documents(place)).includes('notes.txt')),
    },
    {
      section: 'K24',
      line: 'kubectl kaito rag query --name my-rag --question "What is KAITO?"',
      out: ['KAITO runs large language models'],
    },
    {
      section: 'K25',
      line: 'kubectl kaito rag query --name my-rag --question "What is KAITO?" --show-context --top-k 3',
      out: [/^ +1 +\d\.\d{3} +doc\.pdf/m, /^ +3 +\d\.\d{3}/m],
      err: ['the service takes no number of passages'],
    },
    {
      section: 'K26',
      line: 'kubectl kaito rag test --name my-rag --test-file questions.csv --output results.json',
      out: [/^ +4 +\d +\d+%/m],
      effect(place) {
        const {summary, rows} = JSON.parse(readFileSync(join(place.folder, 'results.json'), 'utf8'))
        assert.deepEqual([summary.questions, rows.length], [4, 4])
      },
    },
    {section: 'K27', line: 'kubectl kaito rag status my-rag', out: [/^State: +Ready$/m, /^LLM answers: .* answers$/m]},
    {
      section: 'K28',
      line: 'kubectl kaito rag logs my-rag --follow',
      until: 'no node passes the similarity threshold',
    },
    {
      section: 'K29',
      line: 'kubectl kaito rag scale my-rag --replicas 3',
      code: 2,
      err: ['KAITO fixes the number', '--vector-store qdrant'],
      refused: 'the controller keeps one pod of every engine, and FAISS an index in each',
    },
    {
      section: 'K30',
      line: 'kubectl kaito rag backup my-rag --output ./backup/',
      out: [/^default +15 +15 +claim:\/mnt\/data\/ome-backups\/.*, \.\/backup\/$/m],
      effect: (place) => assert.equal(JSON.parse(place.read('backup/manifest.json')).indexes[0].documents, 15),
    },
    {
      section: 'K31',
      line: 'kubectl kaito rag restore my-rag --from ./backup/',
      out: [/^default +add missing +0 +15$/m],
    },
    {
      section: 'K59',
      line: 'kubectl kaito metrics rag --ragengine my-rag --show-query-latency',
      out: [/^OPERATION +P50 +P95 +P99 +MEAN$/m, /^chat /m, /^retrieve /m],
    },
    {
      section: 'beside',
      beside: true,
      line: 'kaitoctl rag index --name my-rag --add-document doc.pdf --add-document',
      code: 2,
    },
  ],
}
