using System.Text.Json.Serialization;
using Kiln.LocalHost.Functions;

namespace Kiln.LocalHost.Triggers.Timers;

/// <summary>Reads and writes remembered schedules.</summary>
[JsonSerializable(typeof(ScheduleStatus))]
internal sealed partial class ScheduleStatusJsonContext : JsonSerializerContext;
