import type { Words } from '../language.js';

export const usage: Words = {
  en: `Usage: passport-dingtalk-oauth2 doctor [flags]

Finds out why nobody can sign in with DingTalk, and says what to do about it.

Reads DINGTALK_CLIENT_ID, DINGTALK_CLIENT_SECRET, DINGTALK_CORP_ID, DINGTALK_SSO_SECRET, DINGTALK_REGION and
DINGTALK_CALLBACK_URL from the environment, and what is not there from a file .env. A secret is never a flag.

  --sign-in            has you sign in too, and checks what only a person's sign-in shows
  --corp-id ID         the organization; instead of DINGTALK_CORP_ID
  --callback-url URL   the redirect URL, on this machine for --sign-in; instead of DINGTALK_CALLBACK_URL
                       (http://localhost:3000/auth/dingtalk/callback)
  --region cn|intl     dingtalk.com or dingtalk.io; instead of DINGTALK_REGION (cn)
  --dingtalk URL       one address that stands for all hosts of DingTalk: a simulator, a gateway of your own
  --env-file FILE      another file than .env
  --language en|zh     instead of what LANG says
  --json               one JSON object, and nothing else
  --report FILE        writes what DingTalk really answers, free of anybody's data, and where it is not what this
                       package expects
  --skip CHECK         does not count this check; may be given several times
  --timeout SECONDS    how long to wait for an answer (10), and for a person to sign in (300)

Ends with 0 when nothing is wrong, 1 when something is, and 2 for a wrong command line.
`,
  zh: `用法：passport-dingtalk-oauth2 doctor [选项]

查明为什么无法用钉钉登录，并说明如何解决。

从环境变量读取 DINGTALK_CLIENT_ID、DINGTALK_CLIENT_SECRET、DINGTALK_CORP_ID、DINGTALK_SSO_SECRET、
DINGTALK_REGION 和 DINGTALK_CALLBACK_URL，其中没有的再从 .env 文件读取。密钥不能作为选项传入。

  --sign-in            再登录一次，检查登录之后才能发现的问题
  --corp-id ID         组织的 CorpId，代替 DINGTALK_CORP_ID
  --callback-url URL   重定向 URL，使用 --sign-in 时须在本机，代替 DINGTALK_CALLBACK_URL
                       （默认 http://localhost:3000/auth/dingtalk/callback）
  --region cn|intl     dingtalk.com 或 dingtalk.io，代替 DINGTALK_REGION（默认 cn）
  --dingtalk URL       用一个地址代替钉钉的所有域名：模拟器，或自己的网关
  --env-file FILE      读取 .env 以外的文件
  --language en|zh     不按 LANG 选择语言
  --json               只输出一个 JSON 对象
  --report FILE        把钉钉的实际返回结果写入文件（不含任何人的数据），并指出与预期不符之处
  --skip CHECK         不计入这项检查，可多次使用
  --timeout SECONDS    等待响应的秒数（默认 10）和等待登录的秒数（默认 300）

一切正常时退出码为 0，有问题时为 1，命令行有误时为 2。
`,
};
