using System.Text.Json.Nodes;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>The bodies of requests, as the document of the surface describes them: what is shown is the rule that is checked.</summary>
internal static class RequestBodies
{
    internal abstract class Body(ValueRule rule) : ISchemaSource
    {
        /// <inheritdoc />
        public JsonObject Describe() => rule.Describe();
    }

    internal sealed class NewJob() : Body(Rules.Job);

    internal sealed class NewStage() : Body(Rules.Stage);

    internal sealed class NewTasks() : Body(new ArrayRule(Rules.Task, int.MaxValue));

    internal sealed class UserMetadata() : Body(Rules.UserMetadata);

    internal sealed class Priority() : Body(Rules.NewPriority);

    internal sealed class JobStatus() : Body(Rules.NewJobStatus);

    internal sealed class StageStatus() : Body(Rules.NewStageStatus);

    internal sealed class TaskStatus() : Body(Rules.NewTaskStatus);
}
