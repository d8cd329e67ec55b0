import assert from 'node:assert/strict'
import type {ApiObject} from '../../api.ts'
import {ContainerConsole} from '../container-console.ts'
import {logBuffer} from '../log-buffer.ts'
import {type Ran, type ShellBench, shellBench} from '../testing/shell-bench.ts'
import {ByteSource} from './byte-source.ts'

/** @feature Nodes: expressions, loops and writers without end keep neither the process nor its memory | works */
describe('programs that would go on forever', () => {
  let bench: ShellBench
  let pod: ApiObject
  before(async () => {
    bench = await shellBench()
    pod = await bench.pod('busy')
  })
  after(() => {
    bench.cluster.stop()
    assert.deepEqual(bench.faults, [])
  })

  /** Runs a script while the clock goes on. */
  async function ran(script: string): Promise<Ran> {
    let result: Ran | undefined
    bench.sh(pod, script).then((done) => {
      result = done
    })
    for (let i = 0; !result && i < 500; i++) {
      await bench.cluster.advance(5000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.ok(result, `${script} goes on`)
    return result
  }

  const long = `${'a'.repeat(60)}!`
  for (const script of [
    `echo ${long} | grep -E '(a+)+$'`,
    `echo ${long} > /tmp/line; grep -cE '(a|aa)+$' /tmp/line`,
    `echo ${long} | sed -E 's/(a+)+$/b/'`,
    `echo ${long} | sed -nE '/(a*)*$/p;/(a+)+$/d'`,
  ]) {
    it(`refuses an expression that tries too many ways: ${script.slice(-24)}`, async () => {
      const {err, code} = await ran(script)
      assert.match(err, /^(grep|sed): the regular expression takes too long\n$/)
      assert.equal(code, 2)
    })
  }

  it('takes several repeats where they do no harm', async () => {
    assert.equal((await ran(`printf 'ab12\\nx\\n' | grep -E '^[a-z]+[0-9]+$'`)).out, 'ab12\n')
    assert.equal((await ran(`printf 'k: v\\n' | sed -E 's/([a-z]+): *([a-z]+)/\\2=\\1/'`)).out, 'v=k\n')
  })

  it('matches shell patterns of many stars', async () => {
    const stars = '*a'.repeat(30)
    const {out} = await ran(
      `x=${'a'.repeat(2000)}; case $x in ${stars}b) echo yes;; *) echo no;; esac; echo \${x##${stars}}.`,
    )
    assert.equal(out, 'no\n.\n')
  })

  for (const script of [
    'while true; do :; done',
    'f() { if [ $1 -gt 0 ]; then f $(($1 - 1)); f $(($1 - 1)); fi; }; f 20',
    'yes > /dev/null',
    'while true; do echo x; done | cat > /dev/null',
    'while true; do (:); done',
  ]) {
    it(`interrupts ${script}`, async () => {
      assert.equal((await ran(`timeout 5 sh -c '${script}'`)).code, 124)
    })
  }

  it('lets a writer wait for its reader', async () => {
    const pipe = new ByteSource()
    assert.equal(pipe.room(), undefined)
    pipe.push(Buffer.alloc(65_536))
    const waiting = pipe.room()
    assert.ok(waiting)
    await pipe.read()
    await waiting
    assert.equal((await ran('yes | (sleep 20; head -n 2)')).out, 'y\ny\n')
    assert.equal((await ran('yes | sleep 5; echo over')).out, 'over\n')
  })

  it('waits for a client that takes nothing', async () => {
    let written = 0
    const abort = new AbortController()
    const ended = bench.cluster.kubelet.exec(pod, {
      container: '',
      command: ['sh', '-c', 'while true; do echo 1234567890; done'],
      tty: false,
      stdin: undefined,
      stdout: (bytes) => {
        written += bytes.length
      },
      stderr: () => undefined,
      drained: () =>
        written < 1000 ? undefined : new Promise((resolve) => abort.signal.addEventListener('abort', () => resolve())),
      signal: abort.signal,
    })
    await bench.cluster.advance(60_000)
    assert.ok(written >= 1000 && written < 1100, String(written))
    abort.abort()
    assert.equal(await ended, 143)
  })

  it('forgets the beginning of a log that grows without measure', async () => {
    const log = logBuffer()
    const console = new ContainerConsole(log, () => 0, false)
    for (let i = 0; i < 40; i++) console.write('stdout', Buffer.alloc(1024 * 1024, 97 + (i % 26)))

    const length = log.lines.reduce((sum, {text}) => sum + text.length, 0)
    assert.ok(length > 4 * 1024 * 1024 && length <= 16 * 1024 * 1024, String(length))
    assert.equal(log.lines.at(-1)?.text[0], String.fromCharCode(97 + (39 % 26)))
  })

  it('holds no word, output or file without measure', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own
    assert.deepEqual(await ran('x=aaaaaaaa; while [ ${#x} -gt 0 ]; do x=$x$x; done'), {
      out: '',
      err: 'sh: out of memory\n',
      code: 2,
    })
    assert.match((await ran('x=$(yes); echo $?')).err, /out of memory/)
    assert.match((await ran('yes | sort')).err, /^sort: memory exhausted\n$/)
    assert.match((await ran('yes > /tmp/all')).err, /No space left on device/)
  })
})
