import type {ApiObject} from '../../api.ts'

/**
 * The 86 models that OME v0.1 installs: name, vendor, hub id, path below `/raid/models` (`=`: the id), Secret, capabilities, and
 * architecture and size where the manifest says them. Facts of `config/models` at sgl-project/ome 17b77ed.
 */
const table = `
afm-4-5b-base arcee-ai arcee-ai/AFM-4.5B-Base = - TEXT_TO_TEXT - -
baichuan2-13b-chat baichuan-inc baichuan-inc/Baichuan2-13B-Chat = token TEXT_TO_TEXT - -
bge-large-en-v1-5 BAAI BAAI/bge-large-en-v1.5 = - TEXT_TO_EMBEDDING - -
bge-reranker-v2-m3 BAAI BAAI/bge-reranker-v2-m3 = - RERANK - -
c4ai-command-r-v01 CohereForAI CohereForAI/c4ai-command-r-v01 = token TEXT_TO_TEXT - -
chatglm2-6b THUDM THUDM/chatglm2-6b = token TEXT_TO_TEXT - -
clip-vit-large-patch14-336 openai openai/clip-vit-large-patch14-336 = token TEXT_TO_EMBEDDING,IMAGE_TEXT_TO_EMBEDDING - -
dbrx-instruct databricks databricks/dbrx-instruct = - TEXT_TO_TEXT - -
deepseek-r1 deepseek-ai deepseek-ai/DeepSeek-R1 deepseek-ai/deepseek-r1 - TEXT_TO_TEXT - -
deepseek-v3 deepseek-ai deepseek-ai/DeepSeek-V3 deepseek-ai/deepseek-v3 - TEXT_TO_TEXT - -
deepseek-v3-0324 deepseek-ai deepseek-ai/DeepSeek-V3-0324 deepseek-ai/deepseek-v3-0324 - TEXT_TO_TEXT - -
deepseek-vl2 deepseek-ai deepseek-ai/deepseek-vl2 = - IMAGE_TEXT_TO_TEXT - -
dots-ocr rednote-hilab rednote-hilab/dots.ocr = token IMAGE_TEXT_TO_TEXT - -
dots-vlm1-inst rednote-hilab rednote-hilab/dots.vlm1.inst = token IMAGE_TEXT_TO_TEXT - -
e5-mistral-7b-instruct intfloat intfloat/e5-mistral-7b-instruct = token TEXT_TO_EMBEDDING - -
ernie-4-5-21b-a3b-pt baidu baidu/ERNIE-4.5-21B-A3B-PT = - TEXT_TO_TEXT - -
exaone-3-5-7-8b-instruct LGAI-EXAONE LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct = - TEXT_TO_TEXT - -
gemma-3-1b-it google google/gemma-3-1b-it = token TEXT_TO_TEXT,IMAGE_TEXT_TO_TEXT - -
gemma-3-4b-it google google/gemma-3-4b-it = token TEXT_TO_TEXT,IMAGE_TEXT_TO_TEXT - -
glm-4-5v zai-org zai-org/GLM-4.5V = token IMAGE_TEXT_TO_TEXT,VIDEO_TEXT_TO_TEXT - -
glm-4-9b-chat ZhipuAI zai-org/glm-4-9b-chat-hf ZhipuAI/glm-4-9b-chat - TEXT_TO_TEXT - -
gme-qwen2-vl-2b-instruct Alibaba-NLP Alibaba-NLP/gme-Qwen2-VL-2B-Instruct = - TEXT_TO_EMBEDDING,IMAGE_TEXT_TO_EMBEDDING - -
gpt-oss-120b openai openai/gpt-oss-120b = token TEXT_TO_TEXT GptOssForCausalLM -
gpt-oss-20b openai openai/gpt-oss-20b = token TEXT_TO_TEXT GptOssForCausalLM -
granite-3-0-3b-a800m-instruct ibm-granite ibm-granite/granite-3.0-3b-a800m-instruct = - TEXT_TO_TEXT - -
granite-3-1-8b-instruct ibm-granite ibm-granite/granite-3.1-8b-instruct = - TEXT_TO_TEXT - -
grok-1 xai-org xai-org/grok-1 = token TEXT_TO_TEXT Grok1ModelForCausalLM -
gte-qwen2-7b-instruct Alibaba-NLP Alibaba-NLP/gte-Qwen2-7B-instruct = - TEXT_TO_EMBEDDING - -
internlm2-7b internlm internlm/internlm2-7b = token TEXT_TO_TEXT InternLM2ForCausalLM -
janus-pro-7b deepseek-ai deepseek-ai/Janus-Pro-7B = - IMAGE_TEXT_TO_TEXT - -
jet-nemotron-2b jet-ai jet-ai/Jet-Nemotron-2B = token TEXT_TO_TEXT - -
kimi-k2-instruct moonshotai moonshotai/Kimi-K2-Instruct = - TEXT_TO_TEXT - -
kimi-vl-a3b-instruct moonshotai moonshotai/Kimi-VL-A3B-Instruct = - IMAGE_TEXT_TO_TEXT - -
ling-lite inclusionAI inclusionAI/Ling-lite = token TEXT_TO_TEXT - -
ling-plus inclusionAI inclusionAI/Ling-plus = token TEXT_TO_TEXT - -
llama-3-1-405b-instruct-fp8 meta meta-llama/Llama-3.1-405B-Instruct-FP8 meta/llama-3-1-405b-instruct-fp8 token TEXT_TO_TEXT LlamaForCausalLM -
llama-3-1-70b-instruct meta meta-llama/Meta-Llama-3.1-70B-Instruct meta/llama-3-1-70b-instruct token TEXT_TO_TEXT - -
llama-3-1-8b-instruct meta meta-llama/Llama-3.1-8B-Instruct meta/llama-3-1-8b-instruct token TEXT_TO_TEXT - -
llama-3-1-nemotron-nano-8b-v1 nvidia nvidia/Llama-3.1-Nemotron-Nano-8B-v1 nvidia/llama-3-1-nemotron-nano-8b-v1 token TEXT_TO_TEXT LlamaForCausalLM -
llama-3-1-nemotron-ultra-253b-v1 nvidia nvidia/Llama-3.1-Nemotron-70B-Instruct nvidia/llama-3-1-nemotron-ultra-253b-v1 token TEXT_TO_TEXT LlamaForCausalLM -
llama-3-2-11b-vision-instruct meta meta-llama/Llama-3.2-11B-Vision-Instruct meta/llama-3-2-11b-vision-instruct token IMAGE_TEXT_TO_TEXT - -
llama-3-2-1b-instruct meta meta-llama/Llama-3.2-1B-Instruct meta/llama-3-2-1b-instruct token TEXT_TO_TEXT - -
llama-3-2-3b-instruct meta meta-llama/Llama-3.2-3B-Instruct meta/llama-3-2-3b-instruct token TEXT_TO_TEXT - -
llama-3-2-90b-vision-instruct meta meta-llama/Llama-3.2-90B-Vision-Instruct meta/llama-3-2-90b-vision-instruct - IMAGE_TEXT_TO_TEXT - -
llama-3-2-90b-vision-instruct-fp8 meta RedHatAI/Llama-3.2-90B-Vision-Instruct-FP8-dynamic meta/llama-3-2-90b-vision-instruct-fp8-dynamic - IMAGE_TEXT_TO_TEXT - -
llama-3-3-70b-instruct meta meta-llama/Llama-3.3-70B-Instruct meta/llama-3-3-70b-instruct token TEXT_TO_TEXT - -
llama-3-3-70b-instruct-fp8-dynamic meta RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic meta/llama-3-3-70b-instruct-fp8-dynamic - TEXT_TO_TEXT - -
llama-3-3-nemotron-super-49b-v1 nvidia nvidia/Llama-3.3-Nemotron-Super-49B-v1 = - TEXT_TO_TEXT - -
llama-3-70b-instruct meta meta-llama/Meta-Llama-3-70B-Instruct meta/llama-3-70b-instruct token TEXT_TO_TEXT - -
llama-4-maverick-17b-128e-instruct meta meta-llama/Llama-4-Maverick-17B-128E-Instruct meta/llama-4-maverick-17b-128e-instruct token TEXT_TO_TEXT Llama4ForConditionalGeneration -
llama-4-maverick-17b-128e-instruct-fp8 meta meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8 meta/llama-4-maverick-17b-128e-instruct-fp8 token TEXT_TO_TEXT Llama4ForConditionalGeneration -
llama-4-scout-17b-16e-instruct meta meta-llama/Llama-4-Scout-17B-16E-Instruct meta/llama-4-scout-17b-16e-instruct token TEXT_TO_TEXT Llama4ForConditionalGeneration -
llava-next-72b lmms-lab lmms-lab/llava-next-72b = token IMAGE_TEXT_TO_TEXT - -
llava-onevision-qwen2-7b-ov lmms-lab lmms-lab/llava-onevision-qwen2-7b-ov = token IMAGE_TEXT_TO_TEXT,VIDEO_TEXT_TO_TEXT - -
llava-v1-5-13b liuhaotian liuhaotian/llava-v1.5-13b = token IMAGE_TEXT_TO_TEXT - -
mimo-7b-rl XiaomiMiMo XiaomiMiMo/MiMo-7B-RL = token TEXT_TO_TEXT - -
mimo-vl-7b-rl XiaomiMiMo XiaomiMiMo/MiMo-VL-7B-RL = token IMAGE_TEXT_TO_TEXT - -
minicpm-v-2-6 openbmb openbmb/MiniCPM-V-2_6 = token IMAGE_TEXT_TO_TEXT - 8B
minicpm3-4b openbmb openbmb/MiniCPM3-4B = - TEXT_TO_TEXT - -
minimax-m2 minimax minimax/MiniMax-M2 = token IMAGE_TEXT_TO_TEXT - -
mistral-7b-instruct-v0-2 mistralai mistralai/Mistral-7B-Instruct-v0.2 = - TEXT_TO_TEXT - -
mistral-small-3-1-24b-instruct-2503 mistralai mistralai/Mistral-Small-3.1-24B-Instruct-2503 = - TEXT_TO_TEXT,IMAGE_TEXT_TO_TEXT - -
nvidia-nemotron-nano-12b-v2-vl-bf16 nvidia nvidia/NVIDIA-Nemotron-Nano-12B-v2-VL-BF16 = token IMAGE_TEXT_TO_TEXT,VIDEO_TEXT_TO_TEXT NemotronVLForConditionalGeneration -
nvidia-nemotron-nano-9b-v2 nvidia nvidia/NVIDIA-Nemotron-Nano-9B-v2 = - TEXT_TO_TEXT NemotronHForCausalLM -
nvila-8b Efficient-Large-Model Efficient-Large-Model/NVILA-8B = - IMAGE_TEXT_TO_TEXT,VIDEO_TEXT_TO_TEXT - 8B
olmo-2-1124-7b-instruct allenai allenai/OLMo-2-1124-7B-Instruct = - TEXT_TO_TEXT - -
olmoe-1b-7b-0924 allenai allenai/OLMoE-1B-7B-0924 = - TEXT_TO_TEXT - -
orion-14b-base OrionStarAI OrionStarAI/Orion-14B-Base = token TEXT_TO_TEXT - -
persimmon-8b-chat adept adept/persimmon-8b-chat = token TEXT_TO_TEXT - -
phi-3-5-moe-instruct microsoft microsoft/Phi-3.5-MoE-instruct = - TEXT_TO_TEXT - -
phi-3-vision-128k-instruct microsoft microsoft/Phi-3-vision-128k-instruct microsoft/phi-3-vision-128k-instruct - IMAGE_TEXT_TO_TEXT - -
phi-4-multimodal-instruct microsoft microsoft/Phi-4-multimodal-instruct = - IMAGE_TEXT_TO_TEXT,VIDEO_TEXT_TO_TEXT,AUDIO_TEXT_TO_TEXT - -
qwen3-0-6b Qwen Qwen/Qwen3-0.6B = - TEXT_TO_TEXT - -
qwen3-30b-a3b Qwen Qwen/Qwen3-30B-A3B = - TEXT_TO_TEXT - -
qwen3-embedding-0-6b Qwen Qwen/Qwen3-Embedding-0.6B = token TEXT_TO_EMBEDDING Qwen3ForCausalLM 0.6B
qwen3-embedding-4b Qwen Qwen/Qwen3-Embedding-4B = - TEXT_TO_EMBEDDING - -
qwen3-next-80b-a3b-instruct Qwen Qwen/Qwen3-Next-80B-A3B-Instruct = - TEXT_TO_TEXT - -
qwen3-vl-235b-a22b-instruct Qwen Qwen/Qwen3-VL-235B-A22B-Instruct = - IMAGE_TEXT_TO_TEXT,VIDEO_TEXT_TO_TEXT - -
smollm-1-7b HuggingFaceTB HuggingFaceTB/SmolLM-1.7B = token TEXT_TO_TEXT - -
solar-10-7b-instruct-v1-0 upstage upstage/SOLAR-10.7B-Instruct-v1.0 = token TEXT_TO_TEXT - -
stablelm-tuned-alpha-7b stabilityai stabilityai/stablelm-tuned-alpha-7b = - TEXT_TO_TEXT - -
starcoder2-7b bigcode bigcode/starcoder2-7b = - TEXT_TO_TEXT - -
tele-flm CofeAI CofeAI/Tele-FLM = - TEXT_TO_TEXT - -
vicuna-13b-v1-5 lmsys lmsys/vicuna-13b-v1.5 lmsys/vicuna-13b-v1-5 - TEXT_TO_TEXT LlamaForCausalLM -
vicuna-7b-v1-5 lmsys lmsys/vicuna-7b-v1.5 lmsys/vicuna-7b-v1-5 - TEXT_TO_TEXT LlamaForCausalLM -
xverse-moe-a36b xverse xverse/XVERSE-MoE-A36B = - TEXT_TO_TEXT XverseMoeForCausalLM -
`

const rows = table.trim().split('\n')

/** The stock models as objects. */
export const stockModels = (): ApiObject[] => rows.map(modelOf)

/** Hub ids of the stock models. */
export const stockIds: ReadonlySet<string> = new Set(rows.map((line) => line.split(' ')[2]?.toLowerCase() ?? ''))

function modelOf(line: string): ApiObject {
  const [name = '', vendor = '', id = '', path = '=', access, capabilities = '-', architecture = '-', size = '-'] =
    line.split(' ')
  return {
    apiVersion: 'ome.io/v1beta1',
    kind: 'ClusterBaseModel',
    metadata: {name},
    spec: {
      vendor,
      displayName: id.replace('/', '.'),
      version: '1.0.0',
      disabled: false,
      storage: {
        storageUri: `hf://${id}`,
        path: `/raid/models/${path === '=' ? id : path}`,
        ...(access === 'token' ? {key: 'hf-token'} : {}),
      },
      ...(capabilities === '-' ? {} : {modelCapabilities: capabilities.split(',')}),
      ...(architecture === '-' ? {} : {modelArchitecture: architecture}),
      ...(size === '-' ? {} : {modelParameterSize: size}),
    },
  }
}
