using System.Text.Json.Serialization;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Batches;
using Kiln.Storage.Credits;
using Kiln.Storage.Idempotency;
using Kiln.Storage.Jobs;
using Kiln.Storage.Jobs.Pages;
using Kiln.Storage.Plans;
using Kiln.Storage.Runners;
using Kiln.Storage.Runs;
using Kiln.Storage.Uploads;
using Kiln.Storage.Webhooks;
using Kiln.Storage.Work.Runs;

namespace Kiln.Storage;

/// <summary>
/// How documents are written: names in camel case, enumerations as words, nothing that follows from the rest. Clients' own JSON stands
/// inside of them as deep as requests may have it, so documents may be deeper.
/// </summary>
[JsonSourceGenerationOptions(
    MaxDepth = 128,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobDocument))]
[JsonSerializable(typeof(PageDocument))]
[JsonSerializable(typeof(IdempotencyRecord))]
[JsonSerializable(typeof(Upload))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(AccountDocument))]
[JsonSerializable(typeof(LedgerEntry))]
[JsonSerializable(typeof(WebhookSettings))]
[JsonSerializable(typeof(DeliveryCursor))]
[JsonSerializable(typeof(Runner))]
[JsonSerializable(typeof(RunnerIndexDocument))]
[JsonSerializable(typeof(SlotDocument))]
[JsonSerializable(typeof(AttemptOutputs))]
[JsonSerializable(typeof(AttemptTelemetry))]
[JsonSerializable(typeof(BatchDocument))]
[JsonSerializable(typeof(RunningJobsDocument))]
[JsonSerializable(typeof(RunPlacesDocument))]
[JsonSerializable(typeof(AdmissionsDocument))]
[JsonSerializable(typeof(BatchItemsDocument))]
internal sealed partial class StorageJson : JsonSerializerContext;
