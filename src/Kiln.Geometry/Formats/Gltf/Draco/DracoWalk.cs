using static Kiln.Geometry.Formats.Gltf.Draco.DracoCornerTable;

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Walks over a surface and numbers the vertices in the order in which it meets them (Draco bitstream, "EdgeBreaker Traversal").</summary>
internal sealed class DracoWalk
{
    private const int Priorities = 3;

    private readonly DracoCornerTable _table;
    private readonly bool[] _faceSeen;
    private readonly int[] _cornerOf;
    private readonly int[] _valueOf;
    private int _count;

    private DracoWalk(DracoReader reader, DracoCornerTable table)
    {
        _table = table;
        _faceSeen = reader.Budget.Take<bool>(table.CornerCount / 3);
        _cornerOf = reader.Budget.Take<int>(table.VertexCount);
        _valueOf = reader.Budget.Take<int>(table.VertexCount);
        Array.Fill(_valueOf, -1);
    }

    /// <summary>Numbers the vertices by going on to the right as long as it can.</summary>
    public static DracoOrder DepthFirst(DracoReader reader, DracoCornerTable table, DracoConnectivity connectivity)
    {
        var walk = new DracoWalk(reader, table);
        var stack = new Stack<int>();
        for (int corner = 0; corner < table.CornerCount; corner += 3)
        {
            walk.DepthFirstFrom(corner, stack);
        }

        return walk.Order(reader, connectivity);
    }

    /// <summary>Numbers the vertices by going first where most neighbours are known.</summary>
    public static DracoOrder ByDegree(DracoReader reader, DracoCornerTable table, DracoConnectivity connectivity)
    {
        var walk = new DracoWalk(reader, table);
        int[] degrees = reader.Budget.Take<int>(table.VertexCount);
        var stacks = new Stack<int>[Priorities];
        for (int i = 0; i < Priorities; i++)
        {
            stacks[i] = new Stack<int>();
        }

        for (int corner = 0; corner < table.CornerCount; corner += 3)
        {
            walk.ByDegreeFrom(corner, stacks, degrees);
        }

        return walk.Order(reader, connectivity);
    }

    private DracoOrder Order(DracoReader reader, DracoConnectivity connectivity)
    {
        int[] ofPoint = reader.Budget.Take<int>(connectivity.PointCount);
        for (int corner = 0; corner < _table.CornerCount; corner++)
        {
            ofPoint[connectivity.Indices[corner]] = _valueOf[_table.VertexOf[corner]];
        }

        return new DracoOrder(_cornerOf, _valueOf, ofPoint, _table, _count);
    }

    /// <summary>Numbers a corner's vertex if it is new.</summary>
    private bool Meet(int corner)
    {
        int vertex = _table.VertexOf[corner];
        if (_valueOf[vertex] >= 0)
        {
            return false;
        }

        _cornerOf[_count] = corner;
        _valueOf[vertex] = _count++;
        return true;
    }

    private bool IsSeen(int corner) => corner < 0 || _faceSeen[corner / 3];

    private void DepthFirstFrom(int start, Stack<int> stack)
    {
        if (IsSeen(start))
        {
            return;
        }

        _ = Meet(Next(start));
        _ = Meet(Previous(start));
        stack.Push(start);
        while (stack.TryPop(out int corner))
        {
            while (!IsSeen(corner))
            {
                _faceSeen[corner / 3] = true;
                bool isInside = Meet(corner) && !_table.IsOnBoundary(_table.VertexOf[corner]);
                int right = _table.RightFace(corner);
                int left = _table.LeftFace(corner);
                if (!isInside && !IsSeen(right) && !IsSeen(left))
                {
                    stack.Push(left);
                }

                corner = isInside || !IsSeen(right) ? right : left;
            }
        }
    }

    private void ByDegreeFrom(int start, Stack<int>[] stacks, int[] degrees)
    {
        _ = Meet(Next(start));
        _ = Meet(Previous(start));
        _ = Meet(start);
        stacks[0].Push(start);
        int best = 0;
        while (Pop(stacks, ref best) is >= 0 and int corner)
        {
            while (!IsSeen(corner))
            {
                _faceSeen[corner / 3] = true;
                _ = Meet(corner);
                int right = _table.RightFace(corner);
                int left = _table.LeftFace(corner);
                bool goesRight = !IsSeen(right);
                corner = -1;
                if (!IsSeen(left))
                {
                    int priority = Priority(left, degrees);
                    corner = Choose(left, priority, !goesRight && priority <= best, stacks, ref best);
                }

                if (goesRight)
                {
                    int priority = Priority(right, degrees);
                    corner = Choose(right, priority, priority <= best, stacks, ref best);
                }
            }
        }
    }

    private int Priority(int corner, int[] degrees)
    {
        int vertex = _table.VertexOf[corner];
        return _valueOf[vertex] >= 0 ? 0 : ++degrees[vertex] > 1 ? 1 : 2;
    }

    /// <summary>Goes to a corner now, or puts it on the stack of its priority.</summary>
    private static int Choose(int corner, int priority, bool now, Stack<int>[] stacks, ref int best)
    {
        if (now)
        {
            return corner;
        }

        stacks[priority].Push(corner);
        best = Math.Min(best, priority);
        return -1;
    }

    private static int Pop(Stack<int>[] stacks, ref int best)
    {
        for (int i = best; i < Priorities; i++)
        {
            if (stacks[i].TryPop(out int corner))
            {
                best = i;
                return corner;
            }
        }

        return -1;
    }
}
