using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Lifecycle.Transitions;

/// <summary>One row of the table of commands: the word for it, where it is accepted, and what it does.</summary>
/// <param name="Verb">How a refusal speaks of it.</param>
/// <param name="AcceptedIn">Whether a state accepts it.</param>
/// <param name="Apply">Changes the draft, or answers why not.</param>
internal sealed record CommandRule(string Verb, Func<JobState, bool> AcceptedIn, Func<JobDraft, JobCommand, Refusal?> Apply);
