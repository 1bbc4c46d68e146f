namespace Kiln.Storage.ApiKeys;

/// <summary>What an API key opens. Kept by name, so a scope is not renamed.</summary>
[Flags]
public enum KeyScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Submitting, reading and controlling work of any kind: jobs, batches, uploads, results, runners.</summary>
    Jobs = 1,

    /// <summary>Taking tasks of work queues and reporting on them.</summary>
    Workers = 2,

    /// <summary>Registering runners of simulations. What a runner does afterwards, it does under a token of its own.</summary>
    Runners = 4,

    /// <summary>The organisation's own affairs: its ledger, its webhooks, the secrets that deliveries are signed with.</summary>
    Account = 8,

    /// <summary>Everything.</summary>
    All = Jobs | Workers | Runners | Account,
}
