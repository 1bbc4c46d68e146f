using System.Text.Json;

namespace Kiln.Lifecycle.Events;

/// <summary>Something that happened to a job.</summary>
/// <param name="Sequence">Position in the job's log, from 1, without gaps.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Time">When.</param>
/// <param name="Data">Facts; never a URL with a permission in it, never a key.</param>
public sealed record JobEvent(long Sequence, string Type, DateTimeOffset Time, JsonElement? Data = null);
