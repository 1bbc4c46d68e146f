using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Jobs;

/// <summary>Describes a function that lists the jobs of an organisation.</summary>
internal sealed class ListsJobsAttribute : CommonOperationAttribute
{
    /// <inheritdoc />
    public override IReadOnlyList<ParameterAttribute> Parameters { get; } =
    [
        new("status", typeof(string), "States, separated by commas"),
        new("type", typeof(string), "Only jobs of this type"),
        new("surface", typeof(string), "Only jobs of this surface"),
        new("batch", typeof(string), "Only jobs of this batch"),
        new("label", typeof(string), "A label as key:value") { Repeated = true },
        new("createdAfter", typeof(DateTimeOffset), "Only jobs created at or after this time"),
        new("createdBefore", typeof(DateTimeOffset), "Only jobs created before this time"),
        new("limit", typeof(int), "Items of a page, 50 by default") { Minimum = 1, Maximum = 200 },
        new("cursor", typeof(string), "The meta.next of the page before"),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<ReplyAttribute> Replies { get; } = [new(StatusCodes.Status200OK, typeof(CursorPage<JobPayload>))];
}
