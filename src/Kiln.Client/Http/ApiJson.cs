using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Client.Batches;
using Kiln.Client.Conversions;
using Kiln.Client.Jobs;
using Kiln.Client.Runners;
using Kiln.Client.Tasks;
using Kiln.Client.Uploads;

namespace Kiln.Client.Http;

/// <summary>Serializers of everything that crosses the wire.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Envelope<Conversion>))]
[JsonSerializable(typeof(ItemPage<Conversion>))]
[JsonSerializable(typeof(Envelope<Upload>))]
[JsonSerializable(typeof(UploadRequest))]
[JsonSerializable(typeof(EventLog))]
[JsonSerializable(typeof(Envelope<Job>))]
[JsonSerializable(typeof(CursorPage<Job>))]
[JsonSerializable(typeof(Envelope<Batch>))]
[JsonSerializable(typeof(TaskClaim))]
[JsonSerializable(typeof(Envelope<ClaimedTask>))]
[JsonSerializable(typeof(Envelope<LeaseState>))]
[JsonSerializable(typeof(RunnerRegistration))]
[JsonSerializable(typeof(RunnerGrant))]
[JsonSerializable(typeof(ClaimedRuns))]
[JsonSerializable(typeof(RunnerBeat))]
[JsonSerializable(typeof(RunnerBeatReply))]
[JsonSerializable(typeof(IReadOnlyList<RunOutput>))]
[JsonSerializable(typeof(OutputUploads))]
[JsonSerializable(typeof(ApiError))]
internal sealed partial class ApiJson : JsonSerializerContext;
