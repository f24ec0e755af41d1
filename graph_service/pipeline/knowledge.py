"""The library in the forms that the stages look things up in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from graph_service.domain.taxonomy import Library
from graph_service.language.dictionary import Dictionary
from graph_service.language.embeddings import Embedder
from graph_service.language.matching import AliasIndex
from graph_service.pipeline.neighbours import Neighbourhood
from graph_service.pipeline.titles import TitleIndex
from graph_service.store.connection import Graph
from graph_service.store.library import LibraryCache


@dataclass(frozen=True)
class Knowledge:
    """A library, and what finds its skills in texts, looks terms up, places those that it lacks and knows titles."""

    library: Library
    dictionary: Dictionary
    index: AliasIndex
    around: Neighbourhood
    titles: TitleIndex

    @classmethod
    def of(cls, library: Library) -> Knowledge:
        """The knowledge in a library."""
        dictionary = Dictionary(library.skills.values())
        return cls(library, dictionary, AliasIndex(library), Neighbourhood(library), TitleIndex(library))


class KnowledgeCache:
    """The knowledge in the graph's library, made anew only when the taxonomy's version has changed."""

    def __init__(self, graph: Graph, embedder: Embedder) -> None:
        self._libraries = LibraryCache(graph, embedder)
        self._knowledge: Knowledge | None = None
        self._making = asyncio.Lock()

    async def current(self) -> Knowledge:
        """The knowledge as it is now."""
        async with self._making:
            library = await self._libraries.current()
            if self._knowledge is None or self._knowledge.library is not library:
                self._knowledge = await asyncio.to_thread(Knowledge.of, library)
            return self._knowledge
