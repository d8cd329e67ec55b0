import type {HubModel} from '@ome/inference-model/hub/hub'

/**
 * Well-known models for `--offline`: hub id, parameters in billions, architecture, licence, `gated` or `-`. Sizes and
 * architectures as their publishers state them in config.json and the safetensors headers; state of autumn 2026.
 */
const table = `
meta-llama/Llama-3.3-70B-Instruct          70.55  LlamaForCausalLM      llama3.3    gated
meta-llama/Llama-3.1-405B-Instruct         405.85 LlamaForCausalLM      llama3.1    gated
meta-llama/Llama-3.1-70B-Instruct          70.55  LlamaForCausalLM      llama3.1    gated
meta-llama/Llama-3.1-8B-Instruct           8.03   LlamaForCausalLM      llama3.1    gated
meta-llama/Llama-3.2-3B-Instruct           3.21   LlamaForCausalLM      llama3.2    gated
meta-llama/Llama-3.2-1B-Instruct           1.24   LlamaForCausalLM      llama3.2    gated
mistralai/Mistral-7B-Instruct-v0.3         7.25   MistralForCausalLM    apache-2.0  -
mistralai/Mixtral-8x7B-Instruct-v0.1       46.7   MixtralForCausalLM    apache-2.0  -
mistralai/Mixtral-8x22B-Instruct-v0.1      140.62 MixtralForCausalLM    apache-2.0  -
Qwen/Qwen2.5-7B-Instruct                   7.62   Qwen2ForCausalLM      apache-2.0  -
Qwen/Qwen2.5-14B-Instruct                  14.77  Qwen2ForCausalLM      apache-2.0  -
Qwen/Qwen2.5-32B-Instruct                  32.76  Qwen2ForCausalLM      apache-2.0  -
Qwen/Qwen2.5-72B-Instruct                  72.71  Qwen2ForCausalLM      other       -
Qwen/Qwen3-8B                              8.19   Qwen3ForCausalLM      apache-2.0  -
Qwen/Qwen3-14B                             14.77  Qwen3ForCausalLM      apache-2.0  -
Qwen/Qwen3-32B                             32.76  Qwen3ForCausalLM      apache-2.0  -
Qwen/Qwen3-30B-A3B                         30.53  Qwen3MoeForCausalLM   apache-2.0  -
Qwen/Qwen3-235B-A22B                       235.09 Qwen3MoeForCausalLM   apache-2.0  -
Qwen/Qwen3-Embedding-0.6B                  0.6    Qwen3ForCausalLM      apache-2.0  -
deepseek-ai/DeepSeek-V3                    684.53 DeepseekV3ForCausalLM other       -
deepseek-ai/DeepSeek-R1                    684.53 DeepseekV3ForCausalLM mit         -
deepseek-ai/DeepSeek-R1-Distill-Llama-70B  70.55  LlamaForCausalLM      mit         -
deepseek-ai/DeepSeek-R1-Distill-Qwen-32B   32.76  Qwen2ForCausalLM      mit         -
deepseek-ai/DeepSeek-R1-Distill-Llama-8B   8.03   LlamaForCausalLM      mit         -
google/gemma-2-27b-it                      27.23  Gemma2ForCausalLM     gemma       gated
google/gemma-2-9b-it                       9.24   Gemma2ForCausalLM     gemma       gated
google/gemma-2-2b-it                       2.61   Gemma2ForCausalLM     gemma       gated
microsoft/phi-4                            14.66  Phi3ForCausalLM       mit         -
microsoft/Phi-3-mini-4k-instruct           3.82   Phi3ForCausalLM       mit         -
openai/gpt-oss-120b                        -      GptOssForCausalLM     apache-2.0  -
openai/gpt-oss-20b                         20.91  GptOssForCausalLM     apache-2.0  -
tiiuae/falcon-7b-instruct                  7.22   FalconForCausalLM     apache-2.0  -
BAAI/bge-large-en-v1.5                     0.34   BertModel             mit         -
`

/** The bundled models, in the table's order. Downloads are not known offline. */
export function bundledModels(): readonly HubModel[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', billions = '-', architecture = '', licence = '', gated] = line.split(/\s+/)
      return {
        id,
        architecture,
        licence,
        gated: gated === 'gated',
        ...(billions !== '-' && {parameters: Math.round(Number(billions) * 1e9)}),
      }
    })
}
