namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>The tasks of one stage that a list shows, before any of them is read.</summary>
/// <param name="JobId">The stage's job.</param>
/// <param name="StageId">The stage.</param>
/// <param name="Created">When the stage's tasks were made.</param>
/// <param name="Count">How many tasks of the stage the list shows.</param>
internal readonly record struct TaskBlock(string JobId, string StageId, TimeSpread Created, int Count)
{
    /// <summary>
    /// The blocks that hold a page's tasks when all are listed the oldest first, and how many tasks come before all of theirs. Blocks whose
    /// times do not overlap follow one another whole, so those before the page and behind it need no read.
    /// </summary>
    public static (List<TaskBlock> Blocks, int Before) OfPage(List<TaskBlock> blocks, ListPage page)
    {
        blocks.Sort((left, right) => left.Created.First.CompareTo(right.Created.First));
        List<TaskBlock> needed = [];
        long passed = 0;
        int before = 0;
        for (int first = 0; first < blocks.Count && passed < page.End;)
        {
            (int end, int count) = GroupAt(blocks, first);
            passed += count;
            if (passed <= page.First)
            {
                before = (int)passed;
            }
            else
            {
                needed.AddRange(blocks[first..end]);
            }

            first = end;
        }

        RemoveBehind(needed, page.End - before);
        return (needed, before);
    }

    /// <summary>Where the blocks end that overlap with the first one and with each other, and how many tasks they hold.</summary>
    private static (int End, int Count) GroupAt(List<TaskBlock> blocks, int first)
    {
        DateTimeOffset last = blocks[first].Created.Last;
        int count = 0;
        int end = first;
        for (; end < blocks.Count && blocks[end].Created.First <= last; end++)
        {
            count += blocks[end].Count;
            last = blocks[end].Created.Last > last ? blocks[end].Created.Last : last;
        }

        return (end, count);
    }

    /// <summary>Removes the blocks whose first task is younger than so many tasks of others are.</summary>
    private static void RemoveBehind(List<TaskBlock> blocks, int tasks)
    {
        int older = 0;
        foreach (TaskBlock block in blocks.OrderBy(block => block.Created.Last).ToArray())
        {
            older += block.Count;
            if (older >= tasks)
            {
                blocks.RemoveAll(other => other.Created.First > block.Created.Last);
                return;
            }
        }
    }
}
