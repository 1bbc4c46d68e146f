namespace Kiln.Lifecycle.Commands;

/// <summary>
/// Asks for the end. With nothing claimed the job is cancelled at once; otherwise its executors are told and it ends when the last
/// of them stops. Work that completed before it noticed stays completed.
/// </summary>
/// <param name="Grace">How long executors are waited for; null for as long as their leases hold.</param>
public sealed record RequestCancel(TimeSpan? Grace = null) : JobCommand;
