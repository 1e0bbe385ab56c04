/** What the simulator's checks say in English, after "must", and the same in Chinese. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^be an object$/, '必须是对象'],
  [/^be an array$/, '必须是数组'],
  [/^be a non-empty string$/, '必须是非空字符串'],
  [/^be true or false$/, '必须是 true 或 false'],
  [/^be an integer from (\d+) to (\d+)$/, '必须是 $1 至 $2 之间的整数'],
  [/^be a whole number$/, '必须是整数'],
  [/^be a whole number from (\d+)$/, '必须是不小于 $1 的整数'],
  [/^be a positive integer or Infinity$/, '必须是正整数或 "Infinity"'],
  [/^be milliseconds from 0 to (\d+), or Infinity$/, '必须是 0 至 $1 之间的毫秒数，或 "Infinity"'],
  [/^be a valid Date or whole milliseconds$/, '必须是整数毫秒'],
  [/^be an IP address$/, '必须是 IP 地址'],
  [/^be an absolute http: or https: URL without a fragment$/, '必须是不带片段的 http: 或 https: 绝对 URL'],
  [/^be an object that JSON can hold$/, '必须是对象'],
  [/^be a string that fits into a header$/, '必须是可以放进 HTTP 标头的字符串'],
  [/^be 'stall' or 'cut'$/, '必须是 "stall" 或 "cut"'],
  [/^not contain half a surrogate pair$/, '不得含有半个代理对'],
  [/^not contain control characters$/, '不得含有控制字符'],
  [/^have at least one entry$/, '至少要有一项'],
  [/^be unique: (.+) is there (?:twice|already)$/, '不得重复：$1 已经存在'],
  [/^be one of the departments, which (.+) is not$/, '必须是该组织的部门，而 $1 不是'],
  [/^name one of the organizations, which (.+) is not$/, '必须是 organizations 中的组织，而 $1 不是'],
  [/^be one of (\S+\.organizations)$/, '必须是 $1 中的一项'],
  [/^be one of (.+), which (.*) is not$/, '必须是 $1 之一，而 $2 不是'],
  [/^lead to the root department$/, '必须通向根部门'],
  [/^not be given for an internal app$/, '不适用于企业内部应用'],
  [/^not be given for a third-party app$/, '不适用于第三方企业应用'],
  [/^not be given, as it is unknown: did you mean (.+)\?$/, '不是已知的字段，是否应为 $1？'],
  [/^not be given, as it is unknown: known are (.*)$/, '不是已知的字段，已知的有 $1'],
  [/^say what to do otherwise: (.+) or (.+)$/, '必须说明如何响应：$1 或 $2'],
];

/** Left in English where there is no Chinese for it, for it still says what is wrong. */
export function inChinese(must: string): string {
  const found = reasons.find(([english]) => english.test(must));
  return found ? must.replace(...found) : `must ${must}`;
}
