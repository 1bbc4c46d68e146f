namespace Kiln.LocalHost.Sqlite;

/// <summary>A piece of work for the <see cref="GroupCommitWriter"/>. All members are called on the writer's thread.</summary>
internal abstract class WriteItem
{
    /// <summary>
    /// Does the reads and writes of this item inside the current transaction. May run a second time, after a roll-back, when another
    /// item of the batch failed: so it must have no effect outside the database.
    /// </summary>
    internal abstract void Execute(SqliteSession session);

    /// <summary>The transaction is on disk. Called in the order of the commits; must be quick and must not throw.</summary>
    internal abstract void Committed();

    /// <summary>Nothing of this item was written, and why. Must not throw.</summary>
    internal abstract void Failed(Exception exception);
}
