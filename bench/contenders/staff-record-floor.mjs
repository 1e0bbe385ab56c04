// The least for a staff record: four requests, each of which needs what the one before it brought.
import { askDirectory, prepare as prepareTwo } from './floor.mjs';

export function prepare(app) {
  const two = prepareTwo(app);
  return (asked) => async () => {
    const unionid = await two(asked)();
    const { result } = await askDirectory('/topapi/user/getbyunionid', { unionid });
    await askDirectory('/topapi/v2/user/get', { userid: result.userid, language: 'zh_CN' });
    return unionid;
  };
}
