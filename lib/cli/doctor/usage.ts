import type { Words } from '../language.js';

export const usage: Words = {
  en: `Usage: passport-dingtalk-oauth2 doctor [flags]

Finds out why nobody can sign in with DingTalk, and says what to do.

Reads DINGTALK_CLIENT_ID, DINGTALK_CLIENT_SECRET, DINGTALK_CORP_ID,
DINGTALK_SSO_SECRET, DINGTALK_REGION, DINGTALK_CALLBACK_URL and
DINGTALK_SIMULATOR from the environment, then from a file .env. A secret is
never a flag.

  --sign-in            has you sign in, and checks what only a sign-in shows
  --for LIST           what your application uses: membership, staff,
                       departments, email, mobile, refresh, admin, agent.
                       Without it, what is granted has to work
  --corp-id ID         the organization, instead of DINGTALK_CORP_ID
  --callback-url URL   the redirect URL, instead of DINGTALK_CALLBACK_URL
                       (http://localhost:3000/auth/dingtalk/callback)
  --region cn|intl     dingtalk.com or dingtalk.io, instead of DINGTALK_REGION
  --dingtalk ORIGIN    one address for all hosts of DingTalk: a simulator or a
                       gateway, instead of DINGTALK_SIMULATOR
  --dotenv FILE        reads this file instead of .env
  --language en|zh     instead of what LANG says
  --json               prints one JSON object and nothing else
  --report FILE        writes what DingTalk really answers, without anybody's
                       data, and where that isn't what this package expects
  --skip CHECK         ignores a check; may be given several times
  --timeout SECONDS    your application's timeoutMs (5)
  --wait SECONDS       how long to wait for a person to sign in (300)

Exit code: 0 all is well, 1 something is wrong or couldn't be looked at, 2 wrong
command line, 130 interrupted.
`,
  zh: `用法：passport-dingtalk-oauth2 doctor [选项]

检查钉钉登录的配置，指出问题和解决办法。

从环境变量读取 DINGTALK_CLIENT_ID、DINGTALK_CLIENT_SECRET、DINGTALK_CORP_ID、
DINGTALK_SSO_SECRET、DINGTALK_REGION、DINGTALK_CALLBACK_URL 和
DINGTALK_SIMULATOR，其中没有的再从 .env 文件读取。密钥不能作为选项传入。

  --sign-in            额外登录一次，检查登录后才能发现的问题
  --for LIST           应用用到的功能，以逗号分隔：membership、staff、
                       departments、email、mobile、refresh、admin、agent。
                       默认检查已开通的权限
  --corp-id ID         组织的 CorpId，代替 DINGTALK_CORP_ID
  --callback-url URL   重定向 URL，代替 DINGTALK_CALLBACK_URL
                       （默认 http://localhost:3000/auth/dingtalk/callback）
  --region cn|intl     dingtalk.com 或 dingtalk.io，代替 DINGTALK_REGION
  --dingtalk ORIGIN    用一个地址代替钉钉的所有域名（模拟器或自建网关），
                       代替 DINGTALK_SIMULATOR
  --dotenv FILE        读取指定文件，代替 .env
  --language en|zh     输出语言，默认按 LANG
  --json               只输出一个 JSON 对象
  --report FILE        把钉钉的实际返回结果写入文件（不含个人数据），
                       并指出与预期不符之处
  --skip CHECK         跳过某项检查，可多次使用
  --timeout SECONDS    应用的 timeoutMs，单位为秒（默认 5）
  --wait SECONDS       等待登录的秒数（默认 300）

退出码：0 正常，1 有问题或无法检查，2 命令行有误，130 被中断。
`,
};
