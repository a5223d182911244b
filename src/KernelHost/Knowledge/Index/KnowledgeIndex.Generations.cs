using Dapper;
using Microsoft.Data.Sqlite;

namespace KernelHost.Knowledge.Index;

internal sealed partial class KnowledgeIndex
{
    /// <summary>Begins to make an index by these settings; one that is being made by them already goes on, one by others is given up.</summary>
    /// <param name="anew">Also when what serves is made by the same.</param>
    /// <returns>Null when there is nothing to make.</returns>
    public Generation? Build(IndexSettings settings, bool anew)
    {
        if (_building is { } current && current.Settings == settings)
        {
            return current;
        }

        GiveUp();
        if (_serving.Settings == settings && !anew)
        {
            return null;
        }

        return _file.Write((connection, transaction) => _building = Create(connection, transaction, settings, serving: false));
    }

    /// <summary>Has what could not be taken into the index that is being made tried again.</summary>
    public void Retry(Generation generation) => _file.Write((connection, transaction) =>
        connection.Execute("DELETE FROM indexed WHERE generation = @Number AND error IS NOT NULL", new { generation.Number }, transaction));

    /// <summary>Lets the index that is being made serve, if it holds every document; what served until now is deleted. Searches that run keep what they began with.</summary>
    /// <returns>False when documents are missing from it.</returns>
    public bool TrySwap(Generation generation)
    {
        var (before, complete) = (_serving, false);
        _file.Write((connection, transaction) => complete = generation == _building && !Waiting(connection, transaction, generation).Any() && Swap(connection, transaction, generation), () =>
        {
            if (complete)
            {
                (_serving, _building) = (generation, null);
            }
        });
        if (complete)
        {
            before.Delete();
            _file.Shrink(WholeShrink);
        }

        return complete;
    }

    /// <summary>Gives up the index that is being made.</summary>
    public void GiveUp()
    {
        if (_building is { } given)
        {
            _file.Write((connection, transaction) =>
            {
                Drop(connection, transaction, given);
                return true;
            }, () => _building = null);
            given.Delete();
        }
    }

    // A document that the new index could not take has nothing that serves any more; it says why. A text that only the new one could take serves now.
    private bool Swap(SqliteConnection connection, SqliteTransaction transaction, Generation generation)
    {
        connection.Execute(
            """
            UPDATE generation SET serving = (number = @next);
            CREATE TEMP TABLE shown AS SELECT v.document, v.number FROM version v JOIN indexed i ON i.version = v.number AND i.generation = @next AND i.error IS NULL;
            UPDATE document SET pending = coalesce(pending, serving), serving = NULL WHERE number NOT IN (SELECT document FROM shown);
            UPDATE document SET serving = (SELECT s.number FROM shown s WHERE s.document = document.number) WHERE number IN (SELECT document FROM shown);
            UPDATE document SET pending = NULL WHERE pending = serving;
            DROP TABLE temp.shown;
            DELETE FROM version WHERE number NOT IN (SELECT serving FROM document WHERE serving IS NOT NULL UNION ALL SELECT pending FROM document WHERE pending IS NOT NULL);
            """, new { next = generation.Number }, transaction);
        Drop(connection, transaction, _serving);
        return true;
    }

    private static void Drop(SqliteConnection connection, SqliteTransaction transaction, Generation generation) => connection.Execute(
        $"DROP TABLE {generation.Chunks}; DROP TABLE {generation.Words}; DELETE FROM indexed WHERE generation = {generation.Number}; DELETE FROM generation WHERE number = {generation.Number}",
        transaction: transaction);
}
