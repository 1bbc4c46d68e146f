using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;

namespace Kiln.Storage.Tests.Support;

/// <summary>Batches for tests, and jobs of them.</summary>
internal static class TestBatches
{
    public static Batch Create(DateTimeOffset now, int total, int pageSize = 10, int price = 0, Func<Batch, Batch>? change = null)
    {
        Batch batch = new()
        {
            Id = PartId.NewRoot(now),
            OrganisationId = TestJobs.Organisation,
            Surface = "jobs",
            Type = "glb_to_simready",
            Name = "Sammlung",
            Total = total,
            PageSize = pageSize,
            Price = price,
            CreatedAt = now,
        };
        return (change is null ? batch : change(batch)).Begin(now);
    }

    /// <summary>A job of a batch, waiting for a worker.</summary>
    public static Job JobOf(Batch batch, int index, DateTimeOffset now) => TestJobs.Create(
        now,
        batch.Price,
        batch.JobIdOf(index),
        submission => submission with { OrganisationId = batch.OrganisationId, BatchId = batch.Id });
}
